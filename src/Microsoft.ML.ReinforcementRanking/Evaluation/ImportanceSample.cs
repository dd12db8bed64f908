using System.Diagnostics;
using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Weighted rows of a log, kept as sums per unit (a session, or a user): memory grows with units, not with rows.
/// Sums lie in columns, one array per sum, so that redrawing the units is one dot product a column.
/// </summary>
/// <param name="responseCount">Responses per row.</param>
/// <param name="weightCap">Cap of the weights, at least 1.</param>
internal sealed class ImportanceSample(int responseCount, double weightCap)
{
    private const int Rows = 0, Weights = 1, CappedWeights = 2, FirstResponse = 3, SumsPerResponse = 3;

    private readonly double[][] _columns = [.. Enumerable.Range(0, FirstResponse + responseCount * SumsPerResponse).Select(_ => new double[16])];
    private double _cappedSquares;

    /// <summary>Number of rows.</summary>
    public long RowCount { get; private set; }

    /// <summary>One more than the largest unit.</summary>
    public int UnitCount { get; private set; }

    /// <summary>Rows whose weight reaches the cap.</summary>
    public long RowsAtCap { get; private set; }

    /// <summary>Largest weight before capping.</summary>
    public double MaximumWeight { get; private set; }

    /// <summary>Mean weight before capping.</summary>
    public double MeanWeight => TensorPrimitives.Sum<double>(Column(Weights)) / RowCount;

    /// <summary>Mean capped weight.</summary>
    public double MeanCappedWeight => TensorPrimitives.Sum<double>(Column(CappedWeights)) / RowCount;

    /// <summary>Kish's effective sample size of the capped weights, in rows; NaN when all weights are 0.</summary>
    public double EffectiveSampleSize => Math.Pow(TensorPrimitives.Sum<double>(Column(CappedWeights)), 2) / _cappedSquares;

    /// <summary>Adds a row.</summary>
    /// <param name="unit">Index of the row's unit, from 0; units are dense.</param>
    /// <param name="weight">probability / propensity, finite and at least 0.</param>
    /// <param name="responses">Finite responses of the row.</param>
    public void Add(int unit, double weight, ReadOnlySpan<double> responses)
    {
        Debug.Assert(responses.Length == responseCount);
        Reserve(unit);
        var capped = Math.Min(weight, weightCap);
        RowCount++;
        RowsAtCap += weight >= weightCap ? 1 : 0;
        MaximumWeight = Math.Max(MaximumWeight, weight);
        _cappedSquares += capped * capped;
        _columns[Rows][unit]++;
        _columns[Weights][unit] += weight;
        _columns[CappedWeights][unit] += capped;
        var column = FirstResponse;
        foreach (var response in responses)
        {
            _columns[column++][unit] += response;
            _columns[column++][unit] += weight * response;
            _columns[column++][unit] += capped * response;
        }
    }

    /// <summary>All sums over the whole log.</summary>
    public double[] Total() => [.. _columns.Select(column => TensorPrimitives.Sum<double>(column.AsSpan(0, UnitCount)))];

    /// <summary>All sums over a log in which unit i occurs <c>counts[i]</c> times.</summary>
    public double[] Total(double[] counts) => [.. _columns.Select(column => TensorPrimitives.Dot<double>(counts, column.AsSpan(0, UnitCount)))];

    /// <summary>The sums of one response on the whole log.</summary>
    public ResponseSums Response(int response) => Response(Total(), response);

    /// <summary>The sums of one response out of a total.</summary>
    public static ResponseSums Response(double[] total, int response)
    {
        var first = FirstResponse + response * SumsPerResponse;
        return new(total[Rows], total[Weights], total[CappedWeights], total[first], total[first + 1], total[first + 2]);
    }

    /// <summary>
    /// Standard error of <see cref="MeanWeight"/>, robust to dependence within units: a ratio of sums of independent units, linearised.
    /// Infinite for a single unit.
    /// </summary>
    public double MeanWeightStandardError()
    {
        var (mean, squares) = (MeanWeight, 0.0);
        for (var unit = 0; unit < UnitCount; unit++)
        {
            var residual = _columns[Weights][unit] - mean * _columns[Rows][unit];
            squares += residual * residual;
        }
        return UnitCount < 2 ? double.PositiveInfinity : Math.Sqrt(squares * UnitCount / (UnitCount - 1)) / RowCount;
    }

    private ReadOnlySpan<double> Column(int index) => _columns[index].AsSpan(0, UnitCount);

    private void Reserve(int unit)
    {
        UnitCount = Math.Max(UnitCount, unit + 1);
        if (unit < _columns[Rows].Length)
        {
            return;
        }
        for (var column = 0; column < _columns.Length; column++)
        {
            Array.Resize(ref _columns[column], Math.Max(unit + 1, 2 * _columns[column].Length));
        }
    }
}
