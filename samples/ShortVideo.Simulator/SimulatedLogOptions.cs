namespace ShortVideo.Simulator;

/// <summary>Size of a simulated log. The defaults give about 40,000 rows.</summary>
public sealed record SimulatedLogOptions
{
    /// <summary>Number of users, at least 1. Default 1,500.</summary>
    public int Users { get; init; } = 1500;

    /// <summary>Number of videos, at least 1. Default 1,000.</summary>
    public int Videos { get; init; } = 1000;

    /// <summary>Length of the log in days, at least 1. Default 17, as KuaiRand's random log.</summary>
    public int Days { get; init; } = 17;

    /// <summary>Mean number of sessions a user starts in that time, above 0. Default 3.4.</summary>
    public double SessionsPerUser { get; init; } = 3.4;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Users, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Videos, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Days, 1);
        if (!(SessionsPerUser > 0 && double.IsFinite(SessionsPerUser)))
            throw new ArgumentOutOfRangeException(nameof(SessionsPerUser), SessionsPerUser, "Must be above 0 and finite.");
    }
}
