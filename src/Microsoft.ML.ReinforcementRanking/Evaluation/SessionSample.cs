using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Sessions weighted as wholes: trajectory-wise importance sampling, plain per-decision importance sampling (Precup, Sutton and Singh, 2000) and, with a model's
/// values, the direct method and the sequential doubly robust estimator (Jiang and Li, 2016).
/// </summary>
internal sealed class SessionSample(int responseCount, double discount, double weightCap, bool hasValues) : IOffPolicySample
{
    /// <summary>Estimates per response.</summary>
    public const int LoggedMean = 0, TrajectoryIs = 1, SelfNormalizedTrajectoryIs = 2, CappedSelfNormalizedTrajectoryIs = 3, PerDecisionIs = 4,
        DirectMethod = 5, DoublyRobust = 6, Count = 7;

    private const int Sessions = 0, Weights = 1, CappedWeights = 2, FirstResponse = 3, SumsPerResponse = 6;

    private readonly ColumnSums _sums = new(FirstResponse + SumsPerResponse * responseCount);
    private readonly List<(int Unit, double Ratio)> _sessions = [];
    private readonly List<double> _returns = [];
    private double _cappedSquares;

    public IUnitSums Sums => _sums;

    public int SessionCount => _sessions.Count;

    /// <summary>Largest product of weights of a session.</summary>
    public double MaximumWeight => _sessions.Max(session => session.Ratio);

    public double MeanWeight => _sessions.Average(session => session.Ratio);

    /// <summary>Kish's effective sample size of the capped products, in sessions; 0 when all are 0.</summary>
    public double EffectiveSessionCount => _cappedSquares == 0 ? 0 : Math.Pow(TensorPrimitives.Sum(_sums[CappedWeights]), 2) / _cappedSquares;

    public void Add(ScoredRow row)
    {
        _sums.Reserve(row.Unit);
        if (row.Step == 0)
        {
            _sums.Add(row.Unit, Sessions, 1);
            _sessions.Add(default);
            _returns.AddRange(Enumerable.Repeat(0.0, responseCount));
        }
        _sessions[row.Session] = (row.Unit, row.Ratio);
        var factor = Math.Pow(discount, row.Step);
        for (var response = 0; response < responseCount; response++)
        {
            var column = FirstResponse + SumsPerResponse * response;
            var value = factor * row.Responses[response];
            _returns[row.Session * responseCount + response] += value;
            _sums.Add(row.Unit, column, value);
            _sums.Add(row.Unit, column + 3, row.Ratio * value);
            if (!hasValues)
                continue;
            // The recursion of Jiang and Li, V = v + w (r + γ V' − q), written out from the front.
            _sums.Add(row.Unit, column + 4, row.Step == 0 ? row.StateValues[response] : 0);
            _sums.Add(row.Unit, column + 5, factor * (row.PreviousRatio * row.StateValues[response] + row.Ratio * (row.Responses[response] - row.ActionValues[response])));
        }
    }

    /// <summary>Weighs every session's return, now that its product of weights is known.</summary>
    public void Complete()
    {
        for (var session = 0; session < _sessions.Count; session++)
        {
            var (unit, ratio) = _sessions[session];
            var capped = Math.Min(ratio, weightCap);
            _cappedSquares += capped * capped;
            _sums.Add(unit, Weights, ratio);
            _sums.Add(unit, CappedWeights, capped);
            for (var response = 0; response < responseCount; response++)
            {
                var value = _returns[session * responseCount + response];
                _sums.Add(unit, FirstResponse + SumsPerResponse * response + 1, ratio * value);
                _sums.Add(unit, FirstResponse + SumsPerResponse * response + 2, capped * value);
            }
        }
    }

    public double[] Estimate(ReadOnlySpan<double> total)
    {
        var sessions = total[Sessions];
        var estimates = new double[Count * responseCount];
        for (var response = 0; response < responseCount; response++)
        {
            var sums = total.Slice(FirstResponse + SumsPerResponse * response, SumsPerResponse);
            var own = estimates.AsSpan(Count * response, Count);
            own[LoggedMean] = sums[0] / sessions;
            own[TrajectoryIs] = sums[1] / sessions;
            own[SelfNormalizedTrajectoryIs] = sums[1] / total[Weights];
            own[CappedSelfNormalizedTrajectoryIs] = sums[2] / total[CappedWeights];
            own[PerDecisionIs] = sums[3] / sessions;
            own[DirectMethod] = sums[4] / sessions;
            own[DoublyRobust] = sums[5] / sessions;
        }
        return estimates;
    }
}
