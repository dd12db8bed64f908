using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML;

/// <summary>Provides what data with one row per candidate of a request need, beside the trainers of <see cref="RankingCatalog"/>.</summary>
public static class CandidateCatalog
{
    /// <summary>
    /// Adds the probability with which a policy chooses a candidate among those of its request. It is the column <c>Probability</c>, a Single, and a softmax
    /// of the column <c>Score</c> over the rows of the request. For pages, it is a softmax over the rows that are left at the position of the row.
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
    /// <param name="chosenColumnName">
    /// The Boolean column of the candidates that were chosen, if a request has several of them, or null, which is the default, if it has one.
    /// </param>
    /// <param name="positionColumnName">
    /// The column of the positions of chosen candidates, as in <see cref="ActionOptions.PositionColumnName"/>, which is given together with
    /// <paramref name="chosenColumnName"/>. The probability of a chosen row is then that among the rows that were not chosen at an earlier position, as for its
    /// propensity. The probability of a row that was not chosen is that among all rows of the request.
    /// </param>
    /// <returns>
    /// All columns of <paramref name="scored"/> and <c>Probability</c>. Reading that column throws an <see cref="InvalidOperationException"/> if a score is not
    /// finite, if the rows of a request are not neighbors, or if a position of a page is missing or used twice.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument that must be given is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or has another type, or one of the columns of pages is given without the other.
    /// </exception>
    public static IDataView AddRequestProbabilities(this RankingCatalog catalog, IDataView scored, string requestColumnName, string? chosenColumnName = null,
        string? positionColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(requestColumnName);
        var host = catalog.GetEnvironment().Register(nameof(AddRequestProbabilities));
        if (chosenColumnName is null != positionColumnName is null)
        {
            throw host.ExceptUserArg(chosenColumnName is null ? nameof(chosenColumnName) : nameof(positionColumnName),
                "Name both the chosen column and the position column where requests have several chosen rows, or none of them where requests have one.");
        }
        return new RequestProbabilitiesView(host, scored, requestColumnName, chosenColumnName, positionColumnName);
    }
}
