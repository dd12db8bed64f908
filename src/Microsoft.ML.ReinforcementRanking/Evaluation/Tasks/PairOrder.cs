namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Computes the share of pairs of rows with different labels that the scores order as the labels do (XAUC). Equal scores count one half. With labels of 0 and
/// 1 it is the area under the ROC curve.
/// </summary>
internal static class PairOrder
{
    /// <summary>Returns the share over all pairs of rows, or NaN if all labels are equal.</summary>
    public static double Share(float[] labels, float[] scores)
    {
        float[] distinct = [.. scores.Distinct().Order()];
        int[] order = [.. Enumerable.Range(0, labels.Length).OrderBy(row => labels[row])];
        var ranks = Array.ConvertAll(scores, score => Array.BinarySearch(distinct, score));
        var lower = new RankCounts(distinct.Length);
        var (doubledWins, pairs) = (0L, 0L);
        for (int start = 0, end = 0; start < order.Length; start = end)
        {
            for (; end < order.Length && labels[order[end]] == labels[order[start]]; end++)
                doubledWins += lower.Below(ranks[order[end]]) + lower.Below(ranks[order[end]] + 1);
            pairs += (long)start * (end - start);
            for (var place = start; place < end; place++)
                lower.Add(ranks[order[place]]);
        }
        return doubledWins / (2.0 * pairs);
    }

    /// <summary>
    /// Returns the mean over groups of the share within each, weighted by their numbers of rows, and the number of these rows. Groups with equal labels are
    /// left out.
    /// </summary>
    public static (double Share, long Rows) WithinGroups(float[] labels, float[] scores, RowGroups groups)
    {
        var shares = Enumerable.Range(0, labels.Length).GroupBy(row => groups.OfRow[row])
            .Select(rows => (Share: Share([.. rows.Select(row => labels[row])], [.. rows.Select(row => scores[row])]), Rows: rows.LongCount()))
            .Where(group => !double.IsNaN(group.Share)).ToArray();
        var rowCount = shares.Sum(group => group.Rows);
        // The values are sorted, so that the sum does not depend on the numbers of the groups.
        return (shares.Select(group => group.Rows * group.Share).Order().Sum() / rowCount, rowCount);
    }

    /// <summary>Counts ranks, and how many of them are below another one, in logarithmic time (a Fenwick tree).</summary>
    private sealed class RankCounts(int size)
    {
        private readonly int[] _sums = new int[size + 1];

        public void Add(int rank)
        {
            for (var node = rank + 1; node < _sums.Length; node += node & -node)
                _sums[node]++;
        }

        public long Below(int rank)
        {
            var count = 0L;
            for (var node = rank; node > 0; node -= node & -node)
                count += _sums[node];
            return count;
        }
    }
}
