namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Sessions weighted step by step, the weights of every step normalized over all sessions: consistent weighted per-decision importance sampling (Thomas, 2015),
/// with a cap on the product of weights too, and the weighted doubly robust estimator (Thomas and Brunskill, 2016).
/// </summary>
/// <remarks>
/// A session that has ended earns nothing more and keeps its weight: it waits in an absorbing state. Its later steps are not stored; instead a step's block holds by
/// how much weights change there, and the weight of a step is the sum of the changes up to it.
/// </remarks>
internal sealed class StepSample(int responseCount, double discount, double weightCap, bool hasValues) : IOffPolicySample
{
    /// <summary>Estimates per response.</summary>
    public const int LoggedMean = 0, SelfNormalizedPerDecisionIs = 1, CappedSelfNormalizedPerDecisionIs = 2, SelfNormalizedDoublyRobust = 3, Count = 4;

    private const int Sessions = 0, WeightChange = 1, CappedChange = 2, FirstResponse = 3;

    private readonly int _perResponse = SumsPerResponse(hasValues);
    private readonly BlockSums _sums = new(FirstResponse + SumsPerResponse(hasValues) * responseCount);
    private readonly double[] _block = new double[FirstResponse + SumsPerResponse(hasValues) * responseCount];

    public IUnitSums Sums => _sums;

    public void Add(ScoredRow row)
    {
        var isFirst = row.Step == 0;
        var capped = Math.Min(row.Ratio, weightCap);
        _block[Sessions] = isFirst ? 1 : 0;
        _block[WeightChange] = row.Ratio - (isFirst ? 0 : row.PreviousRatio);
        _block[CappedChange] = capped - (isFirst ? 0 : Math.Min(row.PreviousRatio, weightCap));
        for (var response = 0; response < responseCount; response++)
        {
            var own = _block.AsSpan(FirstResponse + _perResponse * response, _perResponse);
            own[0] = row.Responses[response];
            own[1] = row.Ratio * row.Responses[response];
            own[2] = capped * row.Responses[response];
            if (hasValues)
            {
                own[3] = row.Ratio * (row.Responses[response] - row.ActionValues[response]);
                own[4] = row.PreviousRatio * row.StateValues[response];
            }
        }
        _sums.Add(row.Unit, row.Step, _block);
    }

    public void Complete() => _sums.Complete();

    public double[] Estimate(ReadOnlySpan<double> total)
    {
        var estimates = new double[Count * responseCount];
        var sessions = total[Sessions];
        var (weights, capped, previous, largest) = (0.0, 0.0, sessions, 0.0);
        for (var factor = 1.0; !total.IsEmpty && factor > 0; factor *= discount, total = total[_block.Length..])
        {
            weights += total[WeightChange];
            capped += total[CappedChange];
            largest = Math.Max(largest, weights);
            for (var response = 0; response < responseCount; response++)
            {
                var sums = total.Slice(FirstResponse + _perResponse * response, _perResponse);
                var own = estimates.AsSpan(Count * response, Count);
                own[LoggedMean] += factor * sums[0] / sessions;
                own[SelfNormalizedPerDecisionIs] += factor * sums[1] / Positive(weights, largest);
                own[CappedSelfNormalizedPerDecisionIs] += factor * sums[2] / Positive(capped, largest);
                if (hasValues)
                    own[SelfNormalizedDoublyRobust] += factor * (sums[3] / Positive(weights, largest) + sums[4] / Positive(previous, largest));
            }
            previous = weights;
        }
        return estimates;
    }

    private static int SumsPerResponse(bool hasValues) => hasValues ? 5 : 3;

    // What rounding leaves of weights that have all become 0 is no weight: the estimate is undefined there.
    private static double Positive(double weights, double largest) => weights > 1e-12 * largest ? weights : double.NaN;
}
