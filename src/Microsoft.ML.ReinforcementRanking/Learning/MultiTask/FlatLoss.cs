namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Says when a loss has stopped to move: its exponential average over epochs is within one per cent of what it was five epochs before, so that slow learning is
/// not taken for its end. Not "has stopped to fall", since temporal differences first grow with the values that they bootstrap from.
/// </summary>
internal sealed class FlatLoss
{
    private const double Smoothing = 0.5;
    private const double Tolerance = 0.01;
    private const int Window = 5;

    private readonly List<double> _averages = [];

    /// <summary>Takes an epoch's loss in and returns whether it is flat now.</summary>
    public bool Add(double loss)
    {
        _averages.Add(_averages.Count == 0 ? loss : _averages[^1] + Smoothing * (loss - _averages[^1]));
        return _averages.Count > Window && Math.Abs(_averages[^1] - _averages[^(Window + 1)]) < Tolerance * _averages[^1];
    }
}
