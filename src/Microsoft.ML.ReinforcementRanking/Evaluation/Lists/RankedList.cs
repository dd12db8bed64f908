using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents a row of a request.</summary>
/// <param name="Score">The score, which is NaN for an item that the model has never seen.</param>
/// <param name="Relevance">The relevance, at least 0.</param>
/// <param name="Item">The number of the item, from 0.</param>
/// <param name="Features">The features of the item. They are empty where no column has any.</param>
/// <param name="Tie">A random number by which rows with equal scores are ordered.</param>
internal sealed record ListRow(double Score, double Relevance, int Item, float[] Features, ulong Tie);

/// <summary>Represents the rows of a request in the order of their scores, best first. Rows without a score come last, and ties are broken at random.</summary>
internal sealed class RankedList
{
    private readonly ListRow[] _rows;
    private readonly double[] _ideal;

    public RankedList(IEnumerable<ListRow> rows)
    {
        // Double.CompareTo orders NaN below all numbers.
        _rows = [.. rows.OrderByDescending(row => row.Score).ThenBy(row => row.Tie)];
        _ideal = [.. _rows.Select(row => row.Relevance).OrderDescending()];
    }

    /// <summary>Whether any order is better than another.</summary>
    public bool HasRelevantRow => _ideal[0] > 0;

    /// <summary>The reciprocal of the place of the first relevant row. There must be one.</summary>
    public double ReciprocalRank => 1.0 / (1 + Array.FindIndex(_rows, row => row.Relevance > 0));

    /// <summary>Returns the items of the first rows.</summary>
    public IEnumerable<int> Items(int cutoff) => _rows.Take(cutoff).Select(row => row.Item);

    /// <summary>Returns the normalized discounted cumulative gain of the first rows. There must be a relevant row.</summary>
    public double Ndcg(int cutoff) => Gain(_rows.Select(row => row.Relevance), cutoff) / Gain(_ideal, cutoff);

    /// <summary>Returns whether a relevant row is among the first rows.</summary>
    public bool IsHit(int cutoff) => _rows.Take(cutoff).Any(row => row.Relevance > 0);

    /// <summary>
    /// Returns the mean over pairs of the first rows of 1 − cosine, or null where there is no pair. Twice the sum of the cosines is the squared length of the
    /// sum of the unit vectors, less the cosine of every vector with itself.
    /// </summary>
    public double? Diversity(int cutoff)
    {
        var count = Math.Min(cutoff, _rows.Length);
        if (count < 2)
            return null;
        var (sum, nonzero) = (new float[_rows[0].Features.Length], 0);
        foreach (var features in _rows.Take(count).Select(row => row.Features))
        {
            var length = TensorPrimitives.Norm<float>(features);
            if (length == 0)
                continue;
            nonzero++;
            TensorPrimitives.MultiplyAdd(features, 1 / length, sum, sum);
        }
        var cosines = (TensorPrimitives.SumOfSquares<float>(sum) - nonzero) / 2;
        return 1 - cosines / (count * (count - 1) / 2.0);
    }

    private static double Gain(IEnumerable<double> relevances, int cutoff) =>
        relevances.Take(cutoff).Select((relevance, place) => (Math.Pow(2, relevance) - 1) / Math.Log2(place + 2)).Sum();
}
