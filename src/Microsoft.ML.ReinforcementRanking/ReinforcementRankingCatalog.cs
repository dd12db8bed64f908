using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Provides the reinforcement-learning trainers under <c>mlContext.Ranking.Trainers</c>.</summary>
public static class ReinforcementRankingCatalog
{
    /// <summary>
    /// Creates a <see cref="TscacRankingTrainer"/>, which maximizes the label over sessions while the auxiliary responses stay good (two-stage
    /// constrained actor-critic, docs/equations-tscac.md).
    /// </summary>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.NormalizeMeanVariance("Features")
    ///     .Append(mlContext.Ranking.Trainers.Tscac(["Click", "Like"], labelColumnName: "WatchTime", actionColumnName: "Video"));
    /// var model = pipeline.Fit(sessions);
    /// </code>
    /// </example>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="auxiliaryColumnNames">The names of the auxiliary responses, which are columns of numbers or Booleans.</param>
    /// <param name="labelColumnName">The column of the main response, a number or Boolean.</param>
    /// <param name="featureColumnName">The column of the state, a vector of Single of known size.</param>
    /// <param name="actionColumnName">
    /// The column of the action, which is text, an integer or a key, or a vector of Single of known size for a continuous action.
    /// </param>
    /// <param name="rowGroupColumnName">The session column, a key, an integer or text, or null to treat every row as a session of its own.</param>
    /// <param name="exampleWeightColumnName">
    /// The column with the weight of a row in every loss, a Single of at least 0, or null to weight all rows equally.
    /// </param>
    /// <param name="propensityColumnName">
    /// The column with the probability with which the logging policy chose the row's action, a Single, or null to estimate the propensities from the data.
    /// </param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static TscacRankingTrainer Tscac(
        this RankingCatalog.RankingTrainers catalog,
        string[] auxiliaryColumnNames,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string actionColumnName = "Action",
        string? rowGroupColumnName = "GroupId",
        string? exampleWeightColumnName = null,
        string? propensityColumnName = null)
    {
        Contracts.CheckValue(auxiliaryColumnNames, nameof(auxiliaryColumnNames));
        return catalog.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [.. auxiliaryColumnNames.Select(name => new AuxiliaryResponse(name))],
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ActionColumnName = actionColumnName,
            RowGroupColumnName = rowGroupColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            PropensityColumnName = propensityColumnName,
        });
    }

    /// <summary>Creates a <see cref="TscacRankingTrainer"/> with options.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static TscacRankingTrainer Tscac(this RankingCatalog.RankingTrainers catalog, TscacRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new TscacRankingTrainer(environment, copy));

    /// <summary>Creates an <see cref="ActorCriticRankingTrainer"/>. Its options combine to the actor-critic methods with which TSCAC is compared.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range, or options cannot be combined. The message lists all failures.</exception>
    public static ActorCriticRankingTrainer ActorCritic(this RankingCatalog.RankingTrainers catalog, ActorCriticRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new ActorCriticRankingTrainer(environment, copy));

    /// <summary>Creates a <see cref="BehaviorCloningTrainer"/>, which estimates the logging policy from the logged actions.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="featureColumnName">The column of the state, a vector of Single of known size.</param>
    /// <param name="actionColumnName">
    /// The column of the action, which is text, an integer or a key, or a vector of Single of known size for a continuous action.
    /// </param>
    /// <param name="exampleWeightColumnName">
    /// The column with the weight of a row in every loss, a Single of at least 0, or null to weight all rows equally.
    /// </param>
    /// <returns>The trainer.</returns>
    /// <remarks>The trainer holds out rows. To hold out whole sessions, name a session column in the options.</remarks>
    public static BehaviorCloningTrainer BehaviorCloning(
        this RankingCatalog.RankingTrainers catalog,
        string featureColumnName = "Features",
        string actionColumnName = "Action",
        string? exampleWeightColumnName = null)
        => catalog.BehaviorCloning(new BehaviorCloningTrainer.Options
        {
            FeatureColumnName = featureColumnName,
            ActionColumnName = actionColumnName,
            RowGroupColumnName = null,
            ExampleWeightColumnName = exampleWeightColumnName,
        });

    /// <summary>Creates a <see cref="BehaviorCloningTrainer"/> with options.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static BehaviorCloningTrainer BehaviorCloning(this RankingCatalog.RankingTrainers catalog, BehaviorCloningTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new BehaviorCloningTrainer(environment, copy));

    /// <summary>Creates a <see cref="RewardWeightedRankingTrainer"/>, which predicts the action from rows that are weighted by the label.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="labelColumnName">The column of the reward, a number of at least 0 or Boolean.</param>
    /// <param name="featureColumnName">The column of the state, a vector of Single of known size.</param>
    /// <param name="actionColumnName">
    /// The column of the action, which is text, an integer or a key, or a vector of Single of known size for a continuous action.
    /// </param>
    /// <param name="rowGroupColumnName">
    /// The session column, a key, an integer or text, or null to treat every row as a session of its own. Whole sessions are held out.
    /// </param>
    /// <param name="network">The network that computes the score of an action, or null for the default.</param>
    /// <param name="exampleWeightColumnName">
    /// The column with the weight of a row in every loss, a Single of at least 0, or null to weight all rows equally.
    /// </param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static RewardWeightedRankingTrainer RewardWeighted(
        this RankingCatalog.RankingTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string actionColumnName = "Action",
        string? rowGroupColumnName = "GroupId",
        PolicyNetwork? network = null,
        string? exampleWeightColumnName = null)
        => catalog.RewardWeighted(new RewardWeightedRankingTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ActionColumnName = actionColumnName,
            RowGroupColumnName = rowGroupColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Network = network ?? new WideAndDeepNetwork(),
        });

    /// <summary>Creates a <see cref="RewardWeightedRankingTrainer"/> with options.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static RewardWeightedRankingTrainer RewardWeighted(this RankingCatalog.RankingTrainers catalog, RewardWeightedRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new RewardWeightedRankingTrainer(environment, copy));

    /// <summary>
    /// Creates a <see cref="RmtlRankingTrainer"/>, which predicts several tasks from rows that critics over sessions weight (docs/equations-rmtl.md).
    /// </summary>
    /// <example>
    /// <code>
    /// var trainer = mlContext.Ranking.Trainers.Rmtl(["Click", "Purchase"], rowGroupColumnName: "GroupId");
    /// var model = trainer.Fit(sessions);
    /// </code>
    /// </example>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="taskColumnNames">
    /// The names of the tasks, at least one. A Boolean column is a task that predicts a probability, and a Single column is one that predicts a number.
    /// </param>
    /// <param name="featureColumnName">The column of the numeric part of the state, a vector of Single of known size.</param>
    /// <param name="rowGroupColumnName">The session column, a key, an integer or text.</param>
    /// <param name="backbone">The network that the tasks share, or null for the default.</param>
    /// <param name="exampleWeightColumnName">
    /// The column with the weight of a row in every loss, a Single of at least 0, or null to weight all rows equally.
    /// </param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static RmtlRankingTrainer Rmtl(
        this RankingCatalog.RankingTrainers catalog,
        string[] taskColumnNames,
        string featureColumnName = "Features",
        string? rowGroupColumnName = "GroupId",
        MultiTaskBackbone? backbone = null,
        string? exampleWeightColumnName = null)
        => catalog.Rmtl(new RmtlRankingTrainer.Options
        {
            Tasks = TasksOf(taskColumnNames),
            FeatureColumnName = featureColumnName,
            RowGroupColumnName = rowGroupColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Backbone = backbone ?? new MmoeBackbone(),
        });

    /// <summary>Creates a <see cref="RmtlRankingTrainer"/> with options.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static RmtlRankingTrainer Rmtl(this RankingCatalog.RankingTrainers catalog, RmtlRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new RmtlRankingTrainer(environment, copy));

    /// <summary>Creates a <see cref="MultiTaskRankingTrainer"/>, which predicts several tasks of a row with a shared backbone.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="taskColumnNames">
    /// The names of the tasks, at least one. A Boolean column is a task that predicts a probability, and a Single column is one that predicts a number.
    /// </param>
    /// <param name="featureColumnName">The column of the numeric features, a vector of Single of known size.</param>
    /// <param name="rowGroupColumnName">The session column, a key, an integer or text. Whole sessions are held out.</param>
    /// <param name="backbone">The network that the tasks share, or null for the default.</param>
    /// <param name="exampleWeightColumnName">
    /// The column with the weight of a row in every loss, a Single of at least 0, or null to weight all rows equally.
    /// </param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static MultiTaskRankingTrainer MultiTask(
        this RankingCatalog.RankingTrainers catalog,
        string[] taskColumnNames,
        string featureColumnName = "Features",
        string? rowGroupColumnName = "GroupId",
        MultiTaskBackbone? backbone = null,
        string? exampleWeightColumnName = null)
        => catalog.MultiTask(new MultiTaskRankingTrainer.Options
        {
            Tasks = TasksOf(taskColumnNames),
            FeatureColumnName = featureColumnName,
            RowGroupColumnName = rowGroupColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Backbone = backbone ?? new MmoeBackbone(),
        });

    /// <summary>Creates a <see cref="MultiTaskRankingTrainer"/> with options.</summary>
    /// <param name="catalog">The ranking trainers, <c>mlContext.Ranking.Trainers</c>.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all such options.</exception>
    public static MultiTaskRankingTrainer MultiTask(this RankingCatalog.RankingTrainers catalog, MultiTaskRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new MultiTaskRankingTrainer(environment, copy));

    private static TaskColumn[] TasksOf(string[] columnNames)
    {
        Contracts.CheckValue(columnNames, nameof(columnNames));
        return [.. columnNames.Select(name => new TaskColumn(name))];
    }

    private static TTrainer Create<TTrainer, TOptions>(
        RankingCatalog.RankingTrainers catalog, TOptions options, Func<IHostEnvironment, TOptions, TTrainer> create)
        where TOptions : ReinforcementRankingOptions
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        var environment = catalog.GetEnvironment();
        return create(environment, ReinforcementRankingOptions.CheckedCopy(options, environment));
    }
}
