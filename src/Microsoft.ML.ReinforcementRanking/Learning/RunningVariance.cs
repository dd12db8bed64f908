using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Represents an exponential average of variances that moves 5 % per step and is the plain mean during the first 20 steps. With a fixed rate from the
/// first step on, an arbitrary initial value would influence a short fit.
/// </summary>
internal sealed class RunningVariance
{
    private const double Rate = 0.05;

    private double _variance;
    private int _steps;

    /// <summary>Adds the variance of a step, and returns the standard deviation, which is at least 1e-6.</summary>
    public double Track(double variance)
    {
        _variance += Math.Max(Rate, 1.0 / ++_steps) * (variance - _variance);
        return Math.Max(Math.Sqrt(_variance), 1e-6);
    }

    /// <summary>Visits the average and its number of steps.</summary>
    public void Visit(StateArchive archive)
    {
        archive.Visit(ref _variance);
        archive.Visit(ref _steps);
    }
}
