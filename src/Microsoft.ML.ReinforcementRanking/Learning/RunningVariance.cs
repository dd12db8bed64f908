namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// An exponential average of variances that moves 5 % a step, and is the plain mean until 20 steps are seen: a fixed rate from the first step on would
/// carry an arbitrary start value through a short fit.
/// </summary>
internal sealed class RunningVariance
{
    private const double Rate = 0.05;

    private double _variance;
    private int _steps;

    /// <summary>Takes a step's variance in and returns the standard deviation, at least 1e-6.</summary>
    public double Track(double variance)
    {
        _variance += Math.Max(Rate, 1.0 / ++_steps) * (variance - _variance);
        return Math.Max(Math.Sqrt(_variance), 1e-6);
    }
}
