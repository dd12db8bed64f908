namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Measures how well a signal orders users as their label does. Users have weights, so that a replicate of a bootstrap needs no sorting.
/// </summary>
internal sealed class RankAssociation
{
    private readonly SortedNumbers _signal;
    private readonly SortedNumbers _label;
    private readonly bool[]? _ones;

    /// <param name="signal">The signal of each user.</param>
    /// <param name="label">The label of each user.</param>
    public RankAssociation(float[] signal, float[] label)
    {
        int[] users = [.. Enumerable.Range(0, signal.Length)];
        (_signal, _label) = (new(signal, users), new(label, users));
        if (Array.TrueForAll(label, value => value is 0 or 1))
            _ones = [.. label.Select(value => value == 1)];
    }

    public bool HasBinaryLabel => _ones is not null;

    /// <summary>Returns 2 AUC − 1 for a label of 0 and 1, and else Spearman's correlation. It is 0 where it is undefined.</summary>
    public double Strength(double[] weights) => HasBinaryLabel ? (2 * Auc(weights)) - 1 : Correlation(weights);

    /// <summary>Returns the weighted share of pairs of a one and a zero in which the one has the larger signal. It is 0.5 where there are no pairs.</summary>
    public double Auc(double[] weights)
    {
        var (ones, zeros, right) = (0d, 0d, 0d);
        foreach (var (start, end) in _signal.Runs())
        {
            var (runOnes, runZeros) = (0d, 0d);
            for (var position = start; position < end; position++)
            {
                var user = _signal.Rows[position];
                if (_ones![user])
                    runOnes += weights[user];
                else
                    runZeros += weights[user];
            }
            right += runOnes * (zeros + (runZeros / 2));
            (ones, zeros) = (ones + runOnes, zeros + runZeros);
        }
        return ones * zeros == 0 ? 0.5 : right / (ones * zeros);
    }

    /// <summary>Returns the weighted correlation of the weighted ranks. It is 0 where one side does not vary.</summary>
    public double Correlation(double[] weights)
    {
        var (signal, label) = (Ranks(_signal, weights), Ranks(_label, weights));
        var (total, products, signalSquares, labelSquares) = (weights.Sum(), 0d, 0d, 0d);
        for (var user = 0; user < weights.Length; user++)
        {
            // The weighted mean of the mid-ranks is half the total weight.
            var (x, y) = (signal[user] - (total / 2), label[user] - (total / 2));
            products += weights[user] * x * y;
            signalSquares += weights[user] * x * x;
            labelSquares += weights[user] * y * y;
        }
        return signalSquares * labelSquares == 0 ? 0 : products / Math.Sqrt(signalSquares * labelSquares);
    }

    private static double[] Ranks(SortedNumbers sorted, double[] weights)
    {
        var (ranks, below) = (new double[weights.Length], 0d);
        foreach (var (start, end) in sorted.Runs())
        {
            var weight = 0d;
            for (var position = start; position < end; position++)
                weight += weights[sorted.Rows[position]];
            for (var position = start; position < end; position++)
                ranks[sorted.Rows[position]] = below + (weight / 2);
            below += weight;
        }
        return ranks;
    }
}
