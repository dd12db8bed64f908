namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Ranks signals by their association with a label. Intervals hold for all signals at once: a bootstrap over users gives the distribution of the largest
/// deviation in standard errors, which takes the number of signals and their correlation into account (Romano and Wolf, "Stepwise Multiple Testing as
/// Formalized Data Snooping", Econometrica 2005).
/// </summary>
internal static class ProxyComparison
{
    public static ProxyRanking Rank(IReadOnlyList<string> names, float[][] signals, float[] labels, ProxyRankingOptions options, int seed)
    {
        RankAssociation[] associations = [.. signals.Select(signal => new RankAssociation(signal, labels))];
        double[] ones = [.. labels.Select(_ => 1d)];
        double[] values = [.. associations.Select(association => association.Strength(ones))];
        int[] order = [.. Enumerable.Range(0, names.Count).OrderByDescending(index => Math.Abs(values[index])).ThenBy(index => index)];
        var replicates = Replicates(associations, labels.Length, options.NumberOfBootstrapSamples, seed);
        var margins = Margins(values, replicates, options.ConfidenceLevel);
        double Lead(double[] strengths, int index) => Math.Abs(strengths[order[0]]) - Math.Abs(strengths[index]);
        double[] leads = [.. order.Skip(1).Select(index => Lead(values, index))];
        var leadMargins = Margins(leads, [.. replicates.Select(strengths => order.Skip(1).Select(index => Lead(strengths, index)).ToArray())],
            options.ConfidenceLevel);
        return new()
        {
            Proxies =
            [
                .. order.Select((index, place) => new RankedProxy
                {
                    ColumnName = names[index],
                    Association = values[index],
                    LowerBound = Math.Max(-1, values[index] - margins[index]),
                    UpperBound = Math.Min(1, values[index] + margins[index]),
                    Auc = associations[index].HasBinaryLabel ? associations[index].Auc(ones) : null,
                    Correlation = associations[index].Correlation(ones),
                    IsWorseThanFirst = place > 0 && leads[place - 1] > leadMargins[place - 1],
                }),
            ],
            UserCount = labels.Length,
            ConfidenceLevel = options.ConfidenceLevel,
        };
    }

    private static double[][] Replicates(RankAssociation[] associations, int users, int count, int seed)
    {
        var replicates = new double[count][];
        new Resampling(count, seed).Run(users, (first, counts) => Parallel.For(0, counts.Length, index =>
        {
            var weights = Array.ConvertAll(counts[index], times => (double)times);
            replicates[first + index] = [.. associations.Select(association => association.Strength(weights))];
        }));
        return replicates;
    }

    /// <summary>Returns, for each value, the half of the width of an interval that holds for all of them at once. It is NaN without replicates.</summary>
    private static double[] Margins(double[] values, double[][] replicates, double confidenceLevel)
    {
        if (replicates.Length == 0)
            return [.. values.Select(_ => double.NaN)];
        double[] errors = [.. values.Select((value, index) => Math.Sqrt(replicates.Average(replicate => Math.Pow(replicate[index] - value, 2))))];
        double Deviation(double[] replicate) => values.Select((value, index) => errors[index] == 0 ? 0 : Math.Abs(replicate[index] - value) / errors[index])
            .DefaultIfEmpty().Max();
        double[] largest = [.. replicates.Select(Deviation).Order()];
        var quantile = largest[(int)Math.Ceiling(confidenceLevel * largest.Length) - 1];
        return [.. errors.Select(error => quantile * error)];
    }
}
