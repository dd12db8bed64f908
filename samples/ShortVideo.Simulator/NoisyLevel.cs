namespace ShortVideo.Simulator;

/// <summary>How feature files show what is hidden: a standard normal value through noise, so that its correlation with the truth is 0.93.</summary>
internal static class NoisyLevel
{
    private const double Noise = 0.4;

    /// <summary>Standard normal again.</summary>
    public static double Value(double value, ref SeededGenerator random) => (value + Noise * random.Normal()) / Math.Sqrt(1 + Noise * Noise);

    /// <summary>One of 0 .. levels - 1, about equally frequent.</summary>
    public static int Of(double value, int levels, ref SeededGenerator random)
    {
        // The logistic curve is within 0.01 of the normal distribution's.
        var rank = 1 / (1 + Math.Exp(-1.702 * Value(value, ref random)));
        return Math.Min(levels - 1, (int)(levels * rank));
    }
}
