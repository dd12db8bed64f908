using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides the choice of a response to optimize beside the evaluators of <see cref="RankingCatalog"/>.</summary>
public static class ProxyRankingCatalog
{
    /// <summary>
    /// Ranks signals that are known at once by how well they predict a delayed label of users, such as whether they come back next week, and says which
    /// signal to optimize in its place.
    /// </summary>
    /// <remarks>
    /// <para>A policy cannot be trained on a label that arrives once per user and weeks later. It can be trained on a signal of every row that goes with the
    /// label. Each signal becomes one number per user, and its association with the label is 2 AUC − 1 for a label of 0 and 1, and else Spearman's rank
    /// correlation. Intervals come from a bootstrap over users, and hold for all signals at once, so that the best of many signals is not recommended
    /// for its luck.</para>
    /// <para>An association is not an effect: users who come back may watch more because they like the service anyway. Confirm the choice with an A/B test.
    /// The data are read once, and a number per user and signal is kept. See docs/proxies.md.</para>
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="data">The log, in any order.</param>
    /// <param name="labelColumnName">
    /// The column of the delayed label: Single, Double, Boolean or an integer. All rows of a user have the same value.
    /// </param>
    /// <param name="proxyColumnNames">The columns of the signals, at least one: Single, Double, Boolean or an integer.</param>
    /// <param name="userColumnName">The column of the user, a key, an integer or text.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>The signals, the best one first.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or has the wrong type, no signal is named, or options are out of range. The message lists all such options.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, a user is missing, a number is not finite, rows of a user have different labels, or all users have the same label. The message names
    /// the column, the row and the value.
    /// </exception>
    public static ProxyRanking RankProxies(this RankingCatalog catalog, IDataView data, string labelColumnName, IReadOnlyList<string> proxyColumnNames,
        string userColumnName = "User", ProxyRankingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(labelColumnName);
        ArgumentNullException.ThrowIfNull(proxyColumnNames);
        ArgumentNullException.ThrowIfNull(userColumnName);
        var host = catalog.GetEnvironment().Register(nameof(RankProxies));
        OptionFailures.CheckNames(host, proxyColumnNames, nameof(proxyColumnNames));
        options = (options ?? new()).CheckedCopy(host);
        var (labels, signals) = ProxyReader.Read(host, data, labelColumnName, proxyColumnNames, userColumnName, options.Aggregation);
        return ProxyComparison.Rank(proxyColumnNames, signals, labels, options, Seeds.Choose(host, options.Seed));
    }
}
