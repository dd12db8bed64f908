using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents the unit in which a timestamp counts from 1970.</summary>
/// <param name="Unit">The unit of a number, or <see cref="TimestampUnit.Auto"/> for dates.</param>
/// <param name="Ticks">The number of ticks of 100 ns in a step.</param>
internal sealed record TimestampStep(TimestampUnit Unit, double Ticks)
{
    public const int EarliestYear = 1990;
    public const int LatestYear = 2100;

    private static readonly double EarliestTicks = TicksOf(EarliestYear);
    private static readonly double LatestTicks = TicksOf(LatestYear);

    /// <summary>The step of dates, which are read as ticks.</summary>
    public static readonly TimestampStep Date = new(TimestampUnit.Auto, 1);

    /// <summary>The steps of numbers.</summary>
    public static readonly IReadOnlyList<TimestampStep> Numbers =
    [
        new(TimestampUnit.Seconds, TimeSpan.TicksPerSecond), new(TimestampUnit.Milliseconds, TimeSpan.TicksPerMillisecond),
        new(TimestampUnit.Microseconds, TimeSpan.TicksPerMicrosecond), new(TimestampUnit.Nanoseconds, 1d / TimeSpan.NanosecondsPerTick),
    ];

    /// <summary>
    /// Returns whether a log of user sessions is likely to have the time. The units are factors of 1000 apart, so a number is plausible in at most one of
    /// them.
    /// </summary>
    public bool IsPlausible(double number) => number * Ticks >= EarliestTicks && number * Ticks < LatestTicks;

    /// <summary>Returns the time in ticks, or null if it is out of range.</summary>
    public long? ToTicks(double number) => Math.Abs(number * Ticks) < long.MaxValue ? (long)Math.Round(number * Ticks) : null;

    /// <summary>Returns a text such as "1970-01-20 16:13:20".</summary>
    public string Describe(double number)
    {
        var ticks = (number * Ticks) + DateTime.UnixEpoch.Ticks;
        return ticks >= 0 && ticks < DateTime.MaxValue.Ticks
            ? new DateTime((long)ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "outside of the years 1 to 9999";
    }

    /// <summary>Gets a text such as " in milliseconds".</summary>
    public string InUnit => Unit == TimestampUnit.Auto ? "" : $" in {Unit.ToString().ToLowerInvariant()}";

    private static double TicksOf(int year) => new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
}
