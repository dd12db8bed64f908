using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Reinforcement-learning trainers under <c>mlContext.Ranking.Trainers</c>.</summary>
public static class ReinforcementRankingCatalog
{
    /// <summary>Creates a <see cref="TscacRankingTrainer"/>: maximizes the label over sessions while the auxiliary responses stay good.</summary>
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="auxiliaryColumnNames">Auxiliary responses: columns of numbers or Booleans.</param>
    /// <param name="labelColumnName">Main response: a number or Boolean.</param>
    /// <param name="featureColumnName">State: known-size vector of Single.</param>
    /// <param name="actionColumnName">Action: a key, or a known-size vector of Single for a continuous action.</param>
    /// <param name="rowGroupColumnName">Session: a key, an integer or text. Null: every row is a session.</param>
    /// <param name="exampleWeightColumnName">Weight of a row in every loss: Single, at least 0. Null: every row counts the same.</param>
    /// <param name="propensityColumnName">Probability with which the logging policy chose the row's action: Single. Null: it is estimated from the
    /// data.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
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
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
    public static TscacRankingTrainer Tscac(this RankingCatalog.RankingTrainers catalog, TscacRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new TscacRankingTrainer(environment, copy));

    /// <summary>Creates an <see cref="ActorCriticRankingTrainer"/>: the baselines of TSCAC, by combination of options.</summary>
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">At least one option is out of range, or options do not go together. The message lists all failures.</exception>
    public static ActorCriticRankingTrainer ActorCritic(this RankingCatalog.RankingTrainers catalog, ActorCriticRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new ActorCriticRankingTrainer(environment, copy));

    /// <summary>Creates a <see cref="BehaviorCloningTrainer"/>: estimates the logging policy from its actions.</summary>
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="featureColumnName">State: known-size vector of Single.</param>
    /// <param name="actionColumnName">Action: a key, or a known-size vector of Single for a continuous action.</param>
    /// <param name="exampleWeightColumnName">Weight of a row in every loss: Single, at least 0. Null: every row counts the same.</param>
    /// <remarks>Holds out rows, not sessions; name a session column in the options to hold out whole sessions.</remarks>
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
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
    public static BehaviorCloningTrainer BehaviorCloning(this RankingCatalog.RankingTrainers catalog, BehaviorCloningTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new BehaviorCloningTrainer(environment, copy));

    /// <summary>Creates a <see cref="RewardWeightedRankingTrainer"/>: predicts the action, every row weighted by the label.</summary>
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="labelColumnName">The reward: a number of at least 0, or Boolean.</param>
    /// <param name="featureColumnName">State: known-size vector of Single.</param>
    /// <param name="actionColumnName">Action: a key, or a known-size vector of Single for a continuous action.</param>
    /// <param name="rowGroupColumnName">Session: a key, an integer or text; whole sessions are held out. Null: every row is one.</param>
    /// <param name="network">The network that gives the score of an action. Null for the default.</param>
    /// <param name="exampleWeightColumnName">Weight of a row in every loss: Single, at least 0. Null: every row counts the same.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
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
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
    public static RewardWeightedRankingTrainer RewardWeighted(this RankingCatalog.RankingTrainers catalog, RewardWeightedRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new RewardWeightedRankingTrainer(environment, copy));

    /// <summary>Creates a <see cref="RmtlRankingTrainer"/>: predicts several tasks, with rows weighted by critics over sessions.</summary>
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="taskColumnNames">Tasks, at least one: Boolean columns (a probability) or Single ones (a number).</param>
    /// <param name="featureColumnName">Numeric part of the state: known-size vector of Single.</param>
    /// <param name="rowGroupColumnName">Session: a key, an integer or text.</param>
    /// <param name="backbone">The network that the tasks share. Null for the default.</param>
    /// <param name="exampleWeightColumnName">Weight of a row in every loss: Single, at least 0. Null: every row counts the same.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
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
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
    public static RmtlRankingTrainer Rmtl(this RankingCatalog.RankingTrainers catalog, RmtlRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new RmtlRankingTrainer(environment, copy));

    /// <summary>Creates a <see cref="MultiTaskRankingTrainer"/>: predicts several tasks of a row over a shared backbone.</summary>
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="taskColumnNames">Tasks, at least one: Boolean columns (a probability) or Single ones (a number).</param>
    /// <param name="featureColumnName">Numeric features: known-size vector of Single.</param>
    /// <param name="rowGroupColumnName">Session: a key, an integer or text; whole sessions are held out.</param>
    /// <param name="backbone">The network that the tasks share. Null for the default.</param>
    /// <param name="exampleWeightColumnName">Weight of a row in every loss: Single, at least 0. Null: every row counts the same.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
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
    /// <param name="catalog">The ranking trainers.</param>
    /// <param name="options">The options. They are copied and checked here, so later changes have no effect.</param>
    /// <exception cref="ArgumentException">At least one option is out of range. The message lists all of them.</exception>
    public static MultiTaskRankingTrainer MultiTask(this RankingCatalog.RankingTrainers catalog, MultiTaskRankingTrainer.Options options)
        => Create(catalog, options, (environment, copy) => new MultiTaskRankingTrainer(environment, copy));

    private static TaskColumn[] TasksOf(string[] columnNames)
    {
        Contracts.CheckValue(columnNames, nameof(columnNames));
        return [.. columnNames.Select(name => new TaskColumn(name))];
    }

    private static TTrainer Create<TTrainer, TOptions>(RankingCatalog.RankingTrainers catalog, TOptions options, Func<IHostEnvironment, TOptions, TTrainer> create)
        where TOptions : ReinforcementRankingOptions
    {
        Contracts.CheckValue(catalog, nameof(catalog));
        Contracts.CheckValue(options, nameof(options));
        var environment = catalog.GetEnvironment();
        return create(environment, ReinforcementRankingOptions.CheckedCopy(options, environment));
    }
}
