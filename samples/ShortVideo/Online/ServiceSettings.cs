namespace ShortVideo.Online;

/// <summary>When simulated users open the app, and everything random about it.</summary>
internal sealed record ServiceSettings
{
    /// <summary>Midnight before the first day. After the log's end, or its users would remember the future.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Number of days, at least 1. Default 11.</summary>
    public int Days { get; init; } = 11;

    /// <summary>Mean number of sessions that a user would start a day if sessions took no time, above 0. Default 1.</summary>
    public double SessionsPerDay { get; init; } = 1;

    /// <summary>Same seed, same users at the same mood, whatever they are shown. Default 1.</summary>
    public int Seed { get; init; } = 1;
}
