using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

namespace Microsoft.ML;

/// <summary>Provides the search for the options of a trainer of policies beside the trainers of <see cref="RankingCatalog"/>.</summary>
public static class PolicyTuningCatalog
{
    /// <summary>
    /// Searches the options of a trainer of policies. Each setting is cross-validated over whole sessions by <c>CrossValidatePolicy</c>. The first rounds use a
    /// share of the sessions, and only the best settings reach the last round (successive halving).
    /// </summary>
    /// <remarks>
    /// <para>The first setting is the given one. The others are spread over the ranges of the tuned options, evenly for each option. Settings are compared by
    /// the estimate of the first response, and those under which another response loses more than <see cref="PolicyTuningOptions.AllowedAuxiliaryLoss"/>
    /// come after all others. All settings of a round are judged on the same sessions and folds, so that chance favors none of them.</para>
    /// <para>The search takes about as long as <c>NumberOfTrials × NumberOfRounds / η^(NumberOfRounds − 1)</c> cross-validations. A setting that fails, for
    /// example because its learning rate diverges, takes part in no further round. If the first setting fails, its exception is thrown.</para>
    /// <para>The best of many estimates is too high, because chance helped to choose it. Keep a test set out of the search, and evaluate the final fit on
    /// it.</para>
    /// </remarks>
    /// <typeparam name="TOptions">The type of the options of the trainer.</typeparam>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log with its session column. It must give the same rows in the same order each time it is read.</param>
    /// <param name="options">The options to start from. They are not changed.</param>
    /// <param name="createPipeline">A function that creates the pipeline with the trainer from options.</param>
    /// <param name="responseColumnNames">The names of the response columns, at least one: the main response, then auxiliary ones.</param>
    /// <param name="probabilityColumnName">The column with the fitted policy's probability of the logged action.</param>
    /// <param name="propensityColumnName">The column with the logging policy's probability of that action.</param>
    /// <param name="rowGroupColumnName">
    /// The session column of <paramref name="data"/>, a key, an integer or text, or null to treat every row as a session of its own.
    /// </param>
    /// <param name="tuning">The options of the search, or null for the defaults.</param>
    /// <returns>All trials, the best one, and the Pareto front of the responses.</returns>
    /// <exception cref="ArgumentNullException">
    /// An argument other than <paramref name="rowGroupColumnName"/> and <paramref name="tuning"/> is null.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No response column is named, a column is missing or has the wrong type, options are out of range, or a tuned option has no range.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are too few sessions, or the fit or the evaluation of the first setting throws it.</exception>
    /// <exception cref="OperationCanceledException">The search was canceled before the first trial ended.</exception>
    public static PolicyTuningResult<TOptions> TunePolicy<TOptions>(
        this RankingCatalog catalog,
        IDataView data,
        TOptions options,
        Func<TOptions, IEstimator<ITransformer>> createPipeline,
        string[] responseColumnNames,
        string probabilityColumnName = "Probability",
        string propensityColumnName = "Propensity",
        string? rowGroupColumnName = "GroupId",
        PolicyTuningOptions? tuning = null)
        where TOptions : ReinforcementRankingOptions
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(createPipeline);
        ArgumentNullException.ThrowIfNull(responseColumnNames);
        var host = catalog.GetEnvironment().Register(nameof(TunePolicy));
        OptionFailures.CheckNames(host, responseColumnNames, nameof(responseColumnNames));
        tuning = (tuning ?? new()).CheckedCopy(host, responseColumnNames.Length, rowGroupColumnName);
        var seed = Seeds.Choose(host, tuning.Seed);
        tuning.CrossValidation.Seed ??= seed;
        var log = new SessionShare(host, data, rowGroupColumnName, seed);
        void Evaluate(TOptions setting, double share, PolicyTrial trial)
        {
            var metrics = catalog.CrossValidatePolicy(log.Take(share), createPipeline(setting), responseColumnNames, probabilityColumnName,
                propensityColumnName, rowGroupColumnName, tuning.CrossValidation).Pooled;
            OffPolicyEstimate[] estimates = [.. metrics.Responses.Select(response => tuning.EstimateOf(host, response))];
            (trial.Metrics, trial.Estimates) = (metrics, [.. estimates.Select(estimate => estimate.Value)]);
            trial.AuxiliaryViolation = estimates.Skip(1).Select(tuning.Violation).Append(0).Max();
        }
        void Check(TOptions setting) => createPipeline(setting).GetOutputSchema(SchemaShape.Create(data.Schema));
        var search = new OptionSearch<TOptions, PolicyTrial>(host, tuning, tuning.Progress, Check, () => new(), Evaluate, seed);
        var (trials, wasCanceled) = search.Run(options);
        return new(trials, responseColumnNames, wasCanceled);
    }
}
