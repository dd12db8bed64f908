namespace MultiTask.Features;

/// <summary>Hour and weekday as points on two circles, so that midnight is near midnight and Sunday near Monday.</summary>
internal static class Calendar
{
    private const double MillisecondsPerDay = 86_400_000;

    /// <summary>
    /// Sine and cosine of the time of day, then of the time of week. In UTC: another time zone only turns the circles, and a network can turn them back.
    /// </summary>
    public static float[] Of(long time) => [.. Circle(time / MillisecondsPerDay), .. Circle(time / (7 * MillisecondsPerDay))];

    private static float[] Circle(double turns) => [(float)Math.Sin(2 * Math.PI * turns), (float)Math.Cos(2 * Math.PI * turns)];
}
