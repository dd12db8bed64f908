namespace ShortVideo.Data;

/// <summary>Represents one video that was shown to one user, and what the user did with it.</summary>
internal sealed record Exposure
{
    public required long UserId { get; init; }

    public required long VideoId { get; init; }

    /// <summary>The time in milliseconds since the Unix epoch (UTC).</summary>
    public required long Time { get; init; }

    /// <summary>The time that the user watched, in seconds.</summary>
    public required float WatchTime { get; init; }

    public required bool Click { get; init; }

    /// <summary>
    /// Whether the user watched for a long time: all of a short video, or at least 18 seconds. A few of KuaiRand's long views are not clicks.
    /// </summary>
    public required bool LongView { get; init; }

    public required bool Like { get; init; }

    /// <summary>Whether the user liked, followed, commented, forwarded, visited the author's profile, or stayed in the comments.</summary>
    public required bool Interaction { get; init; }

    /// <summary>
    /// Whether the user stayed on the author's page. It is never true in KuaiRand's random log, and it is the conversion of the simulator.
    /// </summary>
    public required bool ProfileStay { get; init; }

    /// <summary>The part of the app in which the video was shown, or null if it is unknown.</summary>
    public required string? Tab { get; init; }

    /// <summary>The videos that were retrieved for the request, among which this one was chosen, or null if every video could have been chosen.</summary>
    public long[]? Candidates { get; init; }
}
