namespace ShortVideo.Simulator;

/// <summary>
/// Adds noise to hidden values of a standard normal distribution, before they are written to a feature file. The correlation with the hidden value is
/// 0.93.
/// </summary>
internal static class NoisyLevel
{
    private const double Noise = 0.4;

    /// <summary>Gets a noisy value, which is standard normal too.</summary>
    public static double Value(double value, ref SeededGenerator random) => (value + Noise * random.Normal()) / Math.Sqrt(1 + Noise * Noise);

    /// <summary>Gets a level from 0 to levels - 1 of the noisy value. Levels are about equally frequent.</summary>
    public static int Of(double value, int levels, ref SeededGenerator random)
    {
        // The difference between this logistic function and the normal distribution function is below 0.01.
        var rank = 1 / (1 + Math.Exp(-1.702 * Value(value, ref random)));
        return Math.Min(levels - 1, (int)(levels * rank));
    }
}
