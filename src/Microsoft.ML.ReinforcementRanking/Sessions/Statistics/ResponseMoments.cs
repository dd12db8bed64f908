using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Accumulates the moments of a response over the values of a key, of which the prior strength is learned. A row has a constant cost, so that the strength can
/// be asked for before every row.
/// </summary>
internal struct ResponseMoments
{
    /// <summary>The least number of rows that the mean of all rows counts for, since the moments of a few rows say little.</summary>
    private const double LeastStrength = 1;

    /// <summary>The number of bytes of the moments in a model file.</summary>
    public const int Bytes = 6 * sizeof(double);

    private double _count;
    private double _sum;
    private double _sumOfSquares;
    private double _values;
    private double _squaredCounts;

    // Σ (sum of a value)² / (rows of the value)
    private double _squaredSums;

    /// <summary>Adds a response of a value of the key that had the given sum and number of responses before.</summary>
    public void Add(double response, double sumBefore, int countBefore)
    {
        _count++;
        _sum += response;
        _sumOfSquares += response * response;
        _values += countBefore == 0 ? 1 : 0;
        _squaredCounts += (2.0 * countBefore) + 1;
        var sum = sumBefore + response;
        _squaredSums += (sum * sum / (countBefore + 1)) - (countBefore == 0 ? 0 : sumBefore * sumBefore / countBefore);
    }

    /// <summary>
    /// Estimates the ratio of the variance within values of the key to the variance of their means by the method of moments for groups of unequal size. It is
    /// infinite where the means differ by no more than chance.
    /// </summary>
    public readonly double Strength()
    {
        if (_count <= _values)
            return double.PositiveInfinity;
        var within = Math.Max(0, _sumOfSquares - _squaredSums) / (_count - _values);
        var between = (_squaredSums - (_sum * _sum / _count) - ((_values - 1) * within)) / (_count - (_squaredCounts / _count));
        return between > 0 ? Math.Max(LeastStrength, within / between) : double.PositiveInfinity;
    }

    public static ResponseMoments Read(ModelReader reader) => new()
    {
        _count = reader.ReadDouble(),
        _sum = reader.ReadDouble(),
        _sumOfSquares = reader.ReadDouble(),
        _values = reader.ReadDouble(),
        _squaredCounts = reader.ReadDouble(),
        _squaredSums = reader.ReadDouble(),
    };

    public readonly void Write(BinaryWriter writer)
    {
        foreach (var moment in (ReadOnlySpan<double>)[_count, _sum, _sumOfSquares, _values, _squaredCounts, _squaredSums])
            writer.Write(moment);
    }
}
