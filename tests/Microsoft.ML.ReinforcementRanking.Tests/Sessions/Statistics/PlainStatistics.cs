namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;

/// <summary>Computes the statistics of a row from all rows before it, in the plainest way.</summary>
internal static class PlainStatistics
{
    public static float[] Of(IReadOnlyList<StatisticsRow> earlier, StatisticsRow row, double? strength)
        => [.. Enumerable.Range(0, row.Keys().Length).SelectMany(key => OfKey(earlier, row, key, strength))];

    private static IEnumerable<float> OfKey(IReadOnlyList<StatisticsRow> earlier, StatisticsRow row, int key, double? strength)
    {
        var own = row.Keys()[key] == "" ? [] : earlier.Where(other => other.Keys()[key] == row.Keys()[key]).ToArray();
        yield return (float)Math.Log(1 + own.Length);
        yield return own.Length == 0 ? 0 : (float)Math.Log(1 + row.Time - own.Max(other => other.Time));
        for (var response = 0; response < row.Responses().Length; response++)
        {
            double[] Known(IEnumerable<StatisticsRow> rows)
                => [.. rows.Select(other => (double)other.Responses()[response]).Where(value => !double.IsNaN(value))];
            var (values, all) = (Known(own), Known(earlier));
            var prior = all.Length > 0 ? all.Average() : 0;
            var groups = earlier.Where(other => other.Keys()[key] != "").GroupBy(other => other.Keys()[key]).Select(Known).Where(group => group.Length > 0);
            var s = strength ?? Strength([.. groups]);
            yield return (float)(values.Length == 0 || double.IsInfinity(s) ? prior : (values.Sum() + s * prior) / (values.Length + s));
        }
    }

    // One-way analysis of variance with groups of unequal size.
    private static double Strength(double[][] groups)
    {
        double count = groups.Sum(group => group.Length);
        if (count <= groups.Length)
            return double.PositiveInfinity;
        var mean = groups.SelectMany(group => group).Average();
        var within = groups.Sum(group => group.Sum(value => Math.Pow(value - group.Average(), 2))) / (count - groups.Length);
        var spread = groups.Sum(group => group.Length * Math.Pow(group.Average() - mean, 2));
        var between = (spread - (groups.Length - 1) * within) / (count - groups.Sum(group => Math.Pow(group.Length, 2)) / count);
        return between > 1e-12 ? Math.Max(1, within / between) : double.PositiveInfinity;
    }
}
