using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML;

/// <summary>Provides what data with one row per candidate of a request need, beside the trainers of <see cref="RankingCatalog"/>.</summary>
public static class CandidateCatalog
{
    /// <summary>
    /// Adds the probability with which a policy chooses a candidate among those of its request. It is the column <c>Probability</c>, a Single, and a softmax
    /// of the column <c>Score</c> over the rows of the request.
    /// </summary>
    /// <remarks>
    /// A fitted policy over candidates (<see cref="ActionOptions.RequestColumnName"/>) adds <c>Score</c> alone, because a transformer sees one row at a time.
    /// The method reads the scores of a request before its rows, and holds one request in memory. Only if <c>Probability</c> is asked for, the view is read
    /// twice. <c>EvaluateOffPolicy</c> evaluates the chosen rows, so filter the result to them.
    /// </remarks>
    /// <example>
    /// <code>
    /// var scored = mlContext.Ranking.AddRequestProbabilities(model.Transform(testLog), requestColumnName: "Request");
    /// </code>
    /// </example>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="scored">A view with the column <c>Score</c>, in which the rows of a request are neighbors.</param>
    /// <param name="requestColumnName">The column of the request that a row is a candidate of, a key, an integer or text.</param>
    /// <returns>
    /// All columns of <paramref name="scored"/> and <c>Probability</c>. Reading that column throws an <see cref="InvalidOperationException"/> if a score is not
    /// finite, or if the rows of a request are not neighbors.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public static IDataView AddRequestProbabilities(this RankingCatalog catalog, IDataView scored, string requestColumnName)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(requestColumnName);
        return new RequestProbabilitiesView(catalog.GetEnvironment().Register(nameof(AddRequestProbabilities)), scored, requestColumnName);
    }
}
