namespace ShortVideo.Online;

/// <summary>Specifies when simulated users open the app, and the seed of their random numbers.</summary>
internal sealed record ServiceSettings
{
    /// <summary>Midnight before the first day. It must be after the end of the log.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>The number of days, at least 1. The default is 11.</summary>
    public int Days { get; init; } = 11;

    /// <summary>The mean number of sessions that a user would start per day if sessions took no time. It must be above 0. The default is 1.</summary>
    public double SessionsPerDay { get; init; } = 1;

    /// <summary>The seed. With the same seed, users are in the same mood whatever they are shown. The default is 1.</summary>
    public int Seed { get; init; } = 1;
}
