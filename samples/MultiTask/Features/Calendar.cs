namespace MultiTask.Features;

/// <summary>Computes the hour and the weekday as points on two circles, so that midnight is close to midnight, and Sunday is close to Monday.</summary>
internal static class Calendar
{
    private const double MillisecondsPerDay = 86_400_000;

    /// <summary>
    /// Computes sine and cosine of the time of day and of the time of the week, in UTC. Another time zone only rotates the circles, and a network can undo
    /// the rotation.
    /// </summary>
    public static float[] Of(long time) => [.. Circle(time / MillisecondsPerDay), .. Circle(time / (7 * MillisecondsPerDay))];

    private static float[] Circle(double turns) => [(float)Math.Sin(2 * Math.PI * turns), (float)Math.Cos(2 * Math.PI * turns)];
}
