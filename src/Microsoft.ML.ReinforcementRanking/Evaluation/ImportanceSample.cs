using System.Diagnostics;
using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Weighted rows of a log: inverse propensity scoring, plain, self-normalized, and capped at several caps.</summary>
internal sealed class ImportanceSample : IOffPolicySample
{
    /// <summary>Estimates per response, followed by the self-normalized ones of the other caps.</summary>
    public const int LoggedMean = 0, Ips = 1, SelfNormalizedIps = 2, CappedSelfNormalizedIps = 3, FirstOtherCap = 4;

    private const int Rows = 0, FirstResponse = 1, Uncapped = 0, Capped = 1;

    private readonly int _responseCount;
    private readonly double[] _caps;
    private readonly double[] _squares;
    private readonly ColumnSums _sums;

    /// <param name="responseCount">Responses per row.</param>
    /// <param name="weightCap">Cap of the weights, at least 1.</param>
    /// <param name="otherCaps">Caps to compare with it.</param>
    public ImportanceSample(int responseCount, double weightCap, params ReadOnlySpan<double> otherCaps)
    {
        _responseCount = responseCount;
        _caps = [double.PositiveInfinity, weightCap, .. otherCaps];
        _squares = new double[_caps.Length];
        _sums = new(FirstResponse + responseCount + _caps.Length * (1 + responseCount));
    }

    public IUnitSums Sums => _sums;

    /// <summary>One more than the largest unit.</summary>
    public int UnitCount => _sums.UnitCount;

    /// <summary>Number of rows.</summary>
    public long RowCount { get; private set; }

    /// <summary>Rows whose weight reaches the cap.</summary>
    public long RowsAtCap { get; private set; }

    /// <summary>Largest weight before capping.</summary>
    public double MaximumWeight { get; private set; }

    /// <summary>Mean weight before capping.</summary>
    public double MeanWeight => TensorPrimitives.Sum(_sums[WeightsAt(Uncapped)]) / RowCount;

    /// <summary>Mean capped weight.</summary>
    public double MeanCappedWeight => TensorPrimitives.Sum(_sums[WeightsAt(Capped)]) / RowCount;

    /// <summary>Kish's effective sample size of the capped weights, in rows; NaN when all weights are 0.</summary>
    public double EffectiveSampleSize => EffectiveSampleSizeAt(Capped);

    public void Add(ScoredRow row) => Add(row.Unit, row.Weight, row.Responses);

    /// <summary>Adds a row.</summary>
    /// <param name="unit">Index of the row's unit, from 0; units are dense.</param>
    /// <param name="weight">probability / propensity, finite and at least 0.</param>
    /// <param name="responses">Finite responses of the row.</param>
    public void Add(int unit, double weight, ReadOnlySpan<double> responses)
    {
        Debug.Assert(responses.Length == _responseCount);
        _sums.Reserve(unit);
        RowCount++;
        RowsAtCap += weight >= _caps[Capped] ? 1 : 0;
        MaximumWeight = Math.Max(MaximumWeight, weight);
        _sums.Add(unit, Rows, 1);
        for (var response = 0; response < responses.Length; response++)
            _sums.Add(unit, FirstResponse + response, responses[response]);
        for (var cap = 0; cap < _caps.Length; cap++)
        {
            var capped = Math.Min(weight, _caps[cap]);
            var column = WeightsAt(cap);
            _squares[cap] += capped * capped;
            _sums.Add(unit, column, capped);
            for (var response = 0; response < responses.Length; response++)
                _sums.Add(unit, column + 1 + response, capped * responses[response]);
        }
    }

    public void Complete()
    {
    }

    /// <summary>Kish's effective sample size with one of the other caps.</summary>
    public double EffectiveSampleSizeOfOther(int index) => EffectiveSampleSizeAt(Capped + 1 + index);

    /// <summary>The sums of one response on the whole log.</summary>
    public ResponseSums Response(int response)
    {
        var total = new double[_sums.Length];
        _sums.Sum([], total);
        return Response(total, response, Capped);
    }

    public double[] Estimate(ReadOnlySpan<double> total)
    {
        List<double> estimates = [];
        for (var response = 0; response < _responseCount; response++)
        {
            var sums = Response(total, response, Capped);
            estimates.AddRange(sums.LoggedMean, sums.Ips, sums.SelfNormalizedIps, sums.CappedSelfNormalizedIps);
            for (var cap = Capped + 1; cap < _caps.Length; cap++)
                estimates.Add(Response(total, response, cap).CappedSelfNormalizedIps);
        }
        return [.. estimates];
    }

    /// <summary>
    /// Standard error of <see cref="MeanWeight"/>, robust to dependence within units: a ratio of sums of independent units, linearized.
    /// Infinite for a single unit.
    /// </summary>
    public double MeanWeightStandardError()
    {
        var (mean, squares) = (MeanWeight, 0.0);
        var rows = _sums[Rows];
        var weights = _sums[WeightsAt(Uncapped)];
        for (var unit = 0; unit < UnitCount; unit++)
        {
            var residual = weights[unit] - mean * rows[unit];
            squares += residual * residual;
        }
        return UnitCount < 2 ? double.PositiveInfinity : Math.Sqrt(squares * UnitCount / (UnitCount - 1)) / RowCount;
    }

    private double EffectiveSampleSizeAt(int cap) => Math.Pow(TensorPrimitives.Sum(_sums[WeightsAt(cap)]), 2) / _squares[cap];

    private int WeightsAt(int cap) => FirstResponse + _responseCount + cap * (1 + _responseCount);

    private ResponseSums Response(ReadOnlySpan<double> total, int response, int cap)
    {
        var (uncapped, capped) = (WeightsAt(Uncapped), WeightsAt(cap));
        return new(total[Rows], total[uncapped], total[capped], total[FirstResponse + response], total[uncapped + 1 + response], total[capped + 1 + response]);
    }
}
