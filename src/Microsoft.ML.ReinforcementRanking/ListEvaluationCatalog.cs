using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides the evaluation of ranked lists beside the evaluators of <see cref="RankingCatalog"/>.</summary>
public static class ListEvaluationCatalog
{
    /// <summary>
    /// Measures the lists that scores make of the candidates of each request: NDCG, mean reciprocal rank, hit rate, coverage of the catalog, and diversity
    /// within lists, with intervals.
    /// </summary>
    /// <remarks>
    /// <para>A row is relevant if its relevance is above 0. Rows with equal scores are ordered at random by the seed, and rows whose score is NaN come last.
    /// For relevances of 0 and 1, NDCG agrees with that of <c>mlContext.Ranking.Evaluate</c>, which has other gains for higher grades.</para>
    /// <para>The metrics describe the logged candidates. They do not say what a policy would earn, for which there is <c>EvaluateOffPolicy</c>. The data are
    /// read once, and one request is held at a time. Intervals are studentized bootstrap intervals over clusters (docs/off-policy-evaluation.md).</para>
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="scored">The scored data, with one row per candidate. The rows of a request are neighbors.</param>
    /// <param name="requestColumnName">The column of the request, a key, an integer or text.</param>
    /// <param name="relevanceColumnName">The column of the grade of a row, from 0 to 30: Single, Double, Boolean or an integer.</param>
    /// <param name="scoreColumnName">The column of the score by which the rows of a request are ordered, the highest first.</param>
    /// <param name="options">The options, such as the lengths of the lists and the columns of items and features, or null for the defaults.</param>
    /// <returns>The metrics with their intervals.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or has the wrong type, or options are out of range. The message lists all such options.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, a value is missing or out of range, or the rows of a request are not neighbors. The message names the column, the row and the value.
    /// </exception>
    public static ListMetrics EvaluateLists(
        this RankingCatalog catalog,
        IDataView scored,
        string requestColumnName,
        string relevanceColumnName = "Relevance",
        string scoreColumnName = "Score",
        ListEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(requestColumnName);
        ArgumentNullException.ThrowIfNull(relevanceColumnName);
        ArgumentNullException.ThrowIfNull(scoreColumnName);
        var host = catalog.GetEnvironment().Register(nameof(EvaluateLists));
        options = (options ?? new()).CheckedCopy(host);
        return new ListReader(host, requestColumnName, relevanceColumnName, scoreColumnName, options, Seeds.Choose(host, options.Seed)).Read(scored);
    }
}
