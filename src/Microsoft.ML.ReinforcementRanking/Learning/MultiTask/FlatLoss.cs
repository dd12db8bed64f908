using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Detects that a loss no longer changes: its exponential average over epochs is within one percent of its value five epochs before, so that slow
/// learning does not count as convergence. A loss that no longer falls is not sufficient, because temporal differences first grow with the values from
/// which they bootstrap.
/// </summary>
internal sealed class FlatLoss
{
    private const double Smoothing = 0.5;
    private const double Tolerance = 0.01;
    private const int Window = 5;

    private readonly List<double> _averages = [];

    /// <summary>Adds the loss of an epoch, and returns whether the loss is flat now.</summary>
    public bool Add(double loss)
    {
        _averages.Add(_averages.Count == 0 ? loss : _averages[^1] + Smoothing * (loss - _averages[^1]));
        return _averages.Count > Window && Math.Abs(_averages[^1] - _averages[^(Window + 1)]) < Tolerance * _averages[^1];
    }

    /// <summary>Visits the averages until now.</summary>
    public void Visit(StateArchive archive)
    {
        double[] averages = [.. _averages];
        archive.Visit(ref averages);
        _averages.Clear();
        _averages.AddRange(averages);
    }
}
