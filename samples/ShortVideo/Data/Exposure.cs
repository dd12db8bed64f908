namespace ShortVideo.Data;

/// <summary>One video shown to one user, and what the user did with it.</summary>
internal sealed record Exposure
{
    public required long UserId { get; init; }

    public required long VideoId { get; init; }

    /// <summary>Milliseconds since the Unix epoch, UTC.</summary>
    public required long Time { get; init; }

    /// <summary>How long the user watched, in seconds.</summary>
    public required float WatchTime { get; init; }

    public required bool Click { get; init; }

    /// <summary>Whether the user watched long: all of a short video, or at least 18 seconds. A few of KuaiRand's long views are not clicks.</summary>
    public required bool LongView { get; init; }

    public required bool Like { get; init; }

    /// <summary>Whether the user liked, followed, commented, forwarded, entered the author's profile or stayed in the comments.</summary>
    public required bool Interaction { get; init; }

    /// <summary>Whether the user stayed on the author's page. Never in KuaiRand's random log; the simulator's conversion.</summary>
    public required bool ProfileStay { get; init; }

    /// <summary>The part of the app where the video was shown; null where it is unknown.</summary>
    public required string? Tab { get; init; }
}
