using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents a response of sampled rows, by rank.</summary>
internal sealed class RankedResponse
{
    private readonly bool[]? _ones;
    private readonly int _rarer;
    private readonly double[] _ranks = [];

    /// <param name="name">The name of the column.</param>
    /// <param name="values">The value of each row.</param>
    public RankedResponse(string name, float[] values)
    {
        Name = name;
        if (!Array.TrueForAll(values, float.IsFinite))
            return;
        if (Array.TrueForAll(values, value => value is 0 or 1))
        {
            _ones = [.. values.Select(value => value == 1)];
            var ones = _ones.Count(isOne => isOne);
            _rarer = Math.Min(ones, values.Length - ones);
        }
        else
        {
            (_ranks, _rarer) = (Centered(new SortedNumbers(values, [.. Enumerable.Range(0, values.Length)])), values.Length);
        }
    }

    public string Name { get; }

    /// <summary>
    /// Returns the rank correlation with a feature, from -1 to 1. For a binary response it is 2 AUC − 1, and else Spearman's. It is 0 with fewer rows of the
    /// rarer value than given, and where a value is not finite.
    /// </summary>
    public double CorrelationWith(SortedNumbers feature, int fewestRows)
    {
        if (_rarer < fewestRows)
            return 0;
        if (_ones is null)
            return TensorPrimitives.CosineSimilarity<double>(_ranks, Centered(feature)) is var cosine && double.IsNaN(cosine) ? 0 : cosine;
        var (ranks, count, sum) = (feature.Ranks(), 0L, 0d);
        for (var row = 0; row < _ones.Length; row++)
        {
            if (_ones[row])
                (count, sum) = (count + 1, sum + ranks[row]);
        }
        // The Mann-Whitney statistic counts the pairs of a one and a zero that the feature orders rightly.
        var area = (sum - (count * (count - 1) / 2d)) / ((double)count * (_ones.Length - count));
        return (2 * area) - 1;
    }

    private static double[] Centered(SortedNumbers sorted)
    {
        var ranks = sorted.Ranks();
        TensorPrimitives.Subtract(ranks, (ranks.Length - 1) / 2d, ranks);
        return ranks;
    }
}
