using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Measures the training loop of a fit from its progress reports, which give the rows per second of every epoch. Reading, assessing and the first epoch of a
/// stage do not count.
/// </summary>
internal sealed class FitClock : IProgress<TrainingProgress>
{
    /// <summary>The number of epochs of a stage that is measured.</summary>
    public const int Epochs = 3;

    private readonly Dictionary<string, List<double>> _rates = [];

    public void Report(TrainingProgress value)
    {
        if (value.Epoch == 1)
            _rates.Add(value.Stage, []);
        else
            _rates[value.Stage].Add(value.RowsPerSecond);
    }

    /// <summary>Returns the seconds in which all stages apart from the behavior policy train a number of rows once.</summary>
    public double SecondsFor(int rows)
        => Seconds(rows, stage => stage != "behavior policy");

    /// <summary>Returns the seconds in which all stages train a number of rows once.</summary>
    public double SecondsForAll(int rows) => Seconds(rows, _ => true);

    private double Seconds(int rows, Func<string, bool> counts)
        => _rates.Where(stage => counts(stage.Key)).Sum(stage => rows / Quartiles.Of(stage.Value).Median);
}
