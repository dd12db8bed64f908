using ShortVideo.Simulator;

namespace Feed.Serving;

/// <summary>Represents some days of the feed.</summary>
/// <param name="FirstDay">The first day, counted from 0.</param>
/// <param name="Days">The number of days.</param>
internal sealed record Period(int FirstDay, int Days)
{
    public DateTimeOffset Start => SimulatedLog.Start.AddDays(FirstDay);

    public DateTimeOffset End => Start.AddDays(Days);

    /// <summary>The period of the same length that follows.</summary>
    public Period Next => this with { FirstDay = FirstDay + Days };
}
