using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Provides the cross-validation of a policy's value beside the cross-validation of <see cref="RankingCatalog"/>.</summary>
public static class PolicyCrossValidationCatalog
{
    /// <summary>
    /// Estimates the value of the policy that a pipeline fits. Sessions are assigned at random to folds, each fold is scored by a model that was fitted
    /// on the other folds, and <c>EvaluateOffPolicy</c> evaluates every fold and all folds together.
    /// </summary>
    /// <remarks>
    /// <c>mlContext.Ranking.CrossValidate</c> of ML.NET computes the NDCG of graded labels within groups and does not use propensities. Use it for
    /// rankers of graded labels, and use this method for policies. The policies of different folds differ a little. The pooled value is the mean of their
    /// values, and the intervals treat the policies as given. If time matters, prefer a single split by time
    /// (<c>mlContext.Data.TrainTestSplitByTime</c>). If each row is a candidate of a request, set
    /// <see cref="PolicyCrossValidationOptions.RequestColumnName"/>.
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log with its session column. It must give the same rows in the same order each time it is read.</param>
    /// <param name="estimator">The pipeline. Its model adds the probability of the logged action, or, over candidates, their scores.</param>
    /// <param name="responseColumnNames">The names of the response columns, at least one, as in <c>EvaluateOffPolicy</c>.</param>
    /// <param name="probabilityColumnName">The column with the fitted policy's probability of the logged action.</param>
    /// <param name="propensityColumnName">The column with the logging policy's probability of that action.</param>
    /// <param name="rowGroupColumnName">
    /// The session column of <paramref name="data"/>, a key, an integer or text, or null to treat every row as a session of its own.
    /// </param>
    /// <param name="options">The options of the folds and of the evaluation, or null for the defaults.</param>
    /// <returns>The model and the metrics of each fold, and the metrics of all folds together.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="rowGroupColumnName"/> and <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No response column is named, a column is missing or has the wrong type, or options are out of range. The message lists all such options.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are too few sessions, or <c>EvaluateOffPolicy</c> or the pipeline throws this exception.</exception>
    /// <exception cref="IOException"><c>EvaluateOffPolicy</c> or the pipeline cannot use its <c>CacheDirectory</c>.</exception>
    public static PolicyCrossValidationResult CrossValidatePolicy(
        this RankingCatalog catalog,
        IDataView data,
        IEstimator<ITransformer> estimator,
        string[] responseColumnNames,
        string probabilityColumnName = "Probability",
        string propensityColumnName = "Propensity",
        string? rowGroupColumnName = "GroupId",
        PolicyCrossValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(responseColumnNames);
        var host = catalog.GetEnvironment().Register(nameof(CrossValidatePolicy));
        OptionFailures.CheckNames(host, responseColumnNames, nameof(responseColumnNames));
        options = (options ?? new()).CheckedCopy(host, responseColumnNames.Length, rowGroupColumnName);
        OffPolicyMetrics Evaluate(IDataView scored, bool throwOnWarnings)
        {
            var evaluation = options.Evaluation.CheckedCopy(host, responseColumnNames.Length, rowGroupColumnName);
            evaluation.ThrowOnWarnings = throwOnWarnings;
            var decisions = options.ChosenColumnName is { } chosen ? ChosenRows(host, scored, chosen) : scored;
            return catalog.EvaluateOffPolicy(decisions, responseColumnNames, probabilityColumnName, propensityColumnName, rowGroupColumnName, evaluation);
        }
        var unit = options.Evaluation.ClusterColumnName ?? rowGroupColumnName ?? options.RequestColumnName ?? options.Evaluation.RequestColumnName;
        var folds = new SessionFolds(host, data, unit, options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        folds.OfRows();
        using var kept = new FoldResults();
        var results = Enumerable.Range(0, folds.Count).Select(fold =>
        {
            using var scope = new FoldScope(fold, folds.Count, kept);
            var model = estimator.Fit(folds.AllBut(fold));
            var scored = AddProbabilities(catalog, model.Transform(folds.Only(fold)), options);
            return new TrainCatalogBase.CrossValidationResult<OffPolicyMetrics>(model, Evaluate(scored, throwOnWarnings: false), scored, fold);
        }).ToArray();
        var columns = EvaluatedColumns(options, [.. responseColumnNames, probabilityColumnName, propensityColumnName, rowGroupColumnName]);
        var pooled = Evaluate(Pool(host, [.. results.Select(result => result.ScoredHoldOutSet)], columns), options.Evaluation.ThrowOnWarnings);
        kept.Complete();
        return new(results, pooled);
    }

    private static IDataView AddProbabilities(RankingCatalog catalog, IDataView scored, PolicyCrossValidationOptions options)
        => options.RequestColumnName is not { } request ? scored
            : options.PositionColumnName is { } position ? catalog.AddRequestProbabilities(scored, request, options.ChosenColumnName, position)
            : catalog.AddRequestProbabilities(scored, request);

    /// <summary>Returns the rows of the candidates that were chosen, which are the decisions of the log.</summary>
    private static RowSelectionView ChosenRows(IHost host, IDataView scored, string chosenColumnName)
    {
        var column = ColumnRole.Chosen.Require(host, new RowDescription(scored), chosenColumnName).Column;
        return new(host, scored, column, row =>
        {
            var getChosen = row.GetGetter<bool>(column);
            return () =>
            {
                var isChosen = false;
                getChosen(ref isChosen);
                return isChosen ? 1 : 0;
            };
        });
    }

    private static string[] EvaluatedColumns(PolicyCrossValidationOptions options, string?[] named)
    {
        var evaluation = options.Evaluation;
        string?[] optional =
        [
            options.ChosenColumnName, evaluation.PlaceboColumnName, evaluation.ClusterColumnName, evaluation.StateColumnName,
            evaluation.PropensityHalfSamplesColumnName, evaluation.RequestColumnName, evaluation.PositionColumnName,
            evaluation.PositionProbabilityColumnName, evaluation.PositionPropensityColumnName,
        ];
        return [.. named.Concat(optional).Concat(evaluation.ActionValueColumnNames ?? []).Concat(evaluation.StateValueColumnNames ?? [])
            .OfType<string>().Append("Score").Distinct()];
    }

    /// <summary>Returns the rows of all folds with the columns that are evaluated.</summary>
    private static IDataView Pool(IHostEnvironment environment, IDataView[] scored, string[] columns)
    {
        string[] existing = [.. columns.Where(name => scored[0].Schema.GetColumnOrNull(name) is not null)];
        IDataView[] selected = [.. scored.Select(view => ColumnSelectingTransformer.CreateKeep(environment, view, existing))];
        return AppendRowsDataView.Create(environment, selected[0].Schema, selected);
    }
}
