using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking.Trainers;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Cross-validation of a policy's value beside the cross-validation of <see cref="RankingCatalog"/>.</summary>
public static class PolicyCrossValidationCatalog
{
    /// <summary>
    /// Estimates what a policy would earn that a pipeline fits: sessions fall at random into folds, each fold is scored by a model of the others, and
    /// <c>EvaluateOffPolicy</c> evaluates every fold and all of them together.
    /// </summary>
    /// <remarks>
    /// <c>mlContext.Ranking.CrossValidate</c> of ML.NET computes NDCG of graded labels within groups. It does not know propensities, so use it for rankers of
    /// graded labels and this method for policies. Policies of different folds differ a little: the pooled value is the mean of theirs, and the intervals take
    /// them as given. Where time matters, prefer a single split by time (<c>mlContext.Data.TrainTestSplitByTime</c>).
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log, with its session column; the same rows in the same order each time it is read.</param>
    /// <param name="estimator">The pipeline, whose model adds the probability of the logged action.</param>
    /// <param name="responseColumnNames">Response columns, at least one, as in <c>EvaluateOffPolicy</c>.</param>
    /// <param name="probabilityColumnName">The fitted policy's probability of the row's logged action.</param>
    /// <param name="propensityColumnName">The logging policy's probability of that action.</param>
    /// <param name="rowGroupColumnName">The session: key, integer or text, a column of <paramref name="data"/>. Null: every row is a session.</param>
    /// <param name="options">Folds and evaluation; null for the defaults.</param>
    /// <returns>Model and metrics per fold, and the metrics of all folds together.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="rowGroupColumnName"/> and <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No response column; a column is missing or of the wrong type; options are out of range (all are listed).
    /// </exception>
    /// <exception cref="InvalidOperationException">There are too few sessions; what <c>EvaluateOffPolicy</c> and the pipeline throw.</exception>
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
        var environment = catalog.GetEnvironment();
        var host = environment.Register(nameof(CrossValidatePolicy));
        options = (options ?? new()).CheckedCopy(host, responseColumnNames.Length);
        OffPolicyMetrics Evaluate(IDataView scored, bool throwOnWarnings)
        {
            var evaluation = options.Evaluation.CheckedCopy(host, responseColumnNames.Length);
            evaluation.ThrowOnWarnings = throwOnWarnings;
            return catalog.EvaluateOffPolicy(scored, responseColumnNames, probabilityColumnName, propensityColumnName, rowGroupColumnName, evaluation);
        }
        var folds = new SessionFolds(host, data, options.Evaluation.ClusterColumnName ?? rowGroupColumnName,
            options.NumberOfFolds, Seeds.Choose(host, options.Seed));
        folds.OfRows();
        var results = Enumerable.Range(0, folds.Count).Select(fold =>
        {
            var model = estimator.Fit(folds.AllBut(fold));
            var scored = model.Transform(folds.Only(fold));
            return new TrainCatalogBase.CrossValidationResult<OffPolicyMetrics>(model, Evaluate(scored, throwOnWarnings: false), scored, fold);
        }).ToArray();
        var columns = EvaluatedColumns(options.Evaluation, [.. responseColumnNames, probabilityColumnName, propensityColumnName], rowGroupColumnName);
        return new(results, Evaluate(Pool(environment, [.. results.Select(result => result.ScoredHoldOutSet)], columns), options.Evaluation.ThrowOnWarnings));
    }

    private static string[] EvaluatedColumns(OffPolicyOptions options, string[] named, string? session)
    {
        string?[] optional = [session, options.PlaceboColumnName, options.ClusterColumnName, options.StateColumnName, options.PropensityHalfSamplesColumnName];
        return [.. named.Concat(optional).Concat(options.ActionValueColumnNames ?? []).Concat(options.StateValueColumnNames ?? [])
            .OfType<string>().Append("Score").Distinct()];
    }

    /// <summary>The rows of all folds, with the columns that are evaluated.</summary>
    private static IDataView Pool(IHostEnvironment environment, IDataView[] scored, string[] columns)
    {
        string[] existing = [.. columns.Where(name => scored[0].Schema.GetColumnOrNull(name) is not null)];
        IDataView[] selected = [.. scored.Select(view => ColumnSelectingTransformer.CreateKeep(environment, view, existing))];
        return AppendRowsDataView.Create(environment, selected[0].Schema, selected);
    }
}
