namespace ShortVideo.Simulator;

/// <summary>Specifies the size of a simulated log. The defaults give about 40,000 rows.</summary>
public sealed record SimulatedLogOptions
{
    /// <summary>The number of users, at least 1. The default is 1,500.</summary>
    public int Users { get; init; } = 1500;

    /// <summary>The number of videos that can be shown on a day, at least 1. The default is 1,000.</summary>
    public int Videos { get; init; } = 1000;

    /// <summary>
    /// The number of videos that are uploaded at midnight after each day, at least 0. As many of the oldest videos leave the catalog. The default is 0, which
    /// gives the same catalog on every day.
    /// </summary>
    public int UploadsPerDay { get; init; }

    /// <summary>
    /// The number of candidates that are retrieved for each row of the log, from 0 to the number of videos. The default is 0, which makes every video of
    /// the day a candidate.
    /// </summary>
    public int Candidates { get; init; }

    /// <summary>The length of the log in days, at least 1. The default is 17, as in KuaiRand's random log.</summary>
    public int Days { get; init; } = 17;

    /// <summary>The mean number of sessions that a user starts in that time, above 0. The default is 3.4.</summary>
    public double SessionsPerUser { get; init; } = 3.4;

    /// <summary>The number of videos that the catalog has on at least one day.</summary>
    internal int AllVideos => Videos + (Days - 1) * UploadsPerDay;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Users, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Videos, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(UploadsPerDay);
        ArgumentOutOfRangeException.ThrowIfNegative(Candidates);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Candidates, Videos);
        ArgumentOutOfRangeException.ThrowIfLessThan(Days, 1);
        if (!(SessionsPerUser > 0 && double.IsFinite(SessionsPerUser)))
            throw new ArgumentOutOfRangeException(nameof(SessionsPerUser), SessionsPerUser, "The number must be above 0 and finite.");
    }
}
