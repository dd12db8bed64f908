using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;
using Microsoft.ML.Trainers.ReinforcementRanking.Tuning;

namespace Microsoft.ML;

/// <summary>Provides the search for the options of a multi-task trainer beside the trainers of <see cref="RankingCatalog"/>.</summary>
public static class TaskTuningCatalog
{
    /// <summary>
    /// Searches the options of a multi-task trainer. Each setting is cross-validated over whole sessions, and each fold is evaluated by <c>EvaluateTasks</c>.
    /// The first rounds use a share of the sessions, and only the best settings reach the last round (successive halving).
    /// </summary>
    /// <remarks>
    /// <para>The first setting is the given one. The others are spread over the ranges of the tuned options, evenly for each option. Settings are compared by
    /// the mean over the tasks of <see cref="TaskTuningOptions.Metric"/>. All settings of a round are judged on the same sessions and folds, so that chance
    /// favors none of them.</para>
    /// <para>The search takes about as long as <c>NumberOfTrials × NumberOfRounds / η^(NumberOfRounds − 1)</c> cross-validations. A setting that fails, for
    /// example because its learning rate diverges, takes part in no further round. If the first setting fails, its exception is thrown.</para>
    /// <para>The best of many results is too good, because chance helped to choose it. Keep a test set out of the search, and evaluate the final fit on
    /// it.</para>
    /// </remarks>
    /// <typeparam name="TOptions">The type of the options of the trainer.</typeparam>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log with its session column. It must give the same rows in the same order each time it is read.</param>
    /// <param name="options">The options to start from. They are not changed.</param>
    /// <param name="createPipeline">A function that creates the pipeline with the trainer from options.</param>
    /// <param name="taskColumnNames">The label columns of the tasks that are compared, at least one, as in <c>EvaluateTasks</c>.</param>
    /// <param name="rowGroupColumnName">
    /// The session column of <paramref name="data"/>, a key, an integer or text, or null to treat every row as a session of its own.
    /// </param>
    /// <param name="userColumnName">The user column for the group AUC, or null to use sessions as users.</param>
    /// <param name="tuning">The options of the search, or null for the defaults.</param>
    /// <returns>All trials, the best one, and the Pareto front of the tasks.</returns>
    /// <exception cref="ArgumentNullException">
    /// An argument other than <paramref name="rowGroupColumnName"/>, <paramref name="userColumnName"/> and <paramref name="tuning"/> is null.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No task column is named, a column is missing or has the wrong type, options are out of range, or a tuned option has no range.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There are too few sessions, the metric is not defined, or the fit or the evaluation of the first setting throws it.
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was canceled before the first trial ended.</exception>
    public static TaskTuningResult<TOptions> TuneTasks<TOptions>(
        this RankingCatalog catalog,
        IDataView data,
        TOptions options,
        Func<TOptions, IEstimator<ITransformer>> createPipeline,
        string[] taskColumnNames,
        string? rowGroupColumnName = "GroupId",
        string? userColumnName = null,
        TaskTuningOptions? tuning = null)
        where TOptions : ReinforcementRankingOptions
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(createPipeline);
        ArgumentNullException.ThrowIfNull(taskColumnNames);
        var host = catalog.GetEnvironment().Register(nameof(TuneTasks));
        OptionFailures.CheckNames(host, taskColumnNames, nameof(taskColumnNames));
        tuning = (tuning ?? new()).CheckedCopy(host);
        var seed = Seeds.Choose(host, tuning.Seed);
        var log = new SessionShare(host, data, rowGroupColumnName, seed);
        void Evaluate(TOptions setting, double share, TaskTrial trial)
        {
            var folds = new SessionFolds(host, log.Take(share), rowGroupColumnName, tuning.NumberOfFolds, seed);
            folds.OfRows();
            trial.Metrics = [.. Enumerable.Range(0, folds.Count).Select(fold => EvaluateFold(fold, folds, createPipeline(setting)))];
            trial.TaskValues = [.. taskColumnNames.Select((_, task) => tuning.MeanOf(host, trial.Metrics, task))];
        }
        TaskRankingMetrics EvaluateFold(int fold, SessionFolds folds, IEstimator<ITransformer> pipeline)
        {
            using var scope = new FoldScope(fold, folds.Count);
            return catalog.EvaluateTasks(pipeline.Fit(folds.AllBut(fold)).Transform(folds.Only(fold)), taskColumnNames, rowGroupColumnName, userColumnName);
        }
        void Check(TOptions setting) => createPipeline(setting).GetOutputSchema(SchemaShape.Create(data.Schema));
        var search = new OptionSearch<TOptions, TaskTrial>(host, tuning, tuning.Progress, Check, () => new() { IsLoss = tuning.IsLoss }, Evaluate, seed);
        var (trials, wasCanceled) = search.Run(options);
        return new(trials, taskColumnNames, wasCanceled);
    }
}
