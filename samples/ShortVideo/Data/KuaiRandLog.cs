namespace ShortVideo.Data;

/// <summary>Represents a log with the files and columns of KuaiRand.</summary>
/// <param name="Exposures">The exposures, sorted by user and time.</param>
/// <param name="Videos">The catalog, which has every video that could have been shown.</param>
/// <param name="Users">The profiles of the users with exposures. A user whom the log does not describe is not in it.</param>
/// <param name="ProfileColumns">The names of the values in <see cref="User.Profile"/>.</param>
/// <param name="IsRandom">Whether the videos were drawn uniformly, from the candidates or from the catalog.</param>
internal sealed record KuaiRandLog(
    IReadOnlyList<Exposure> Exposures,
    IReadOnlyList<Video> Videos,
    IReadOnlyDictionary<long, User> Users,
    IReadOnlyList<string> ProfileColumns,
    bool IsRandom)
{
    /// <summary>Whether the log has the candidates of each exposure. KuaiRand's log has none: its random videos are drawn from the whole catalog.</summary>
    public bool HasCandidates => Exposures[0].Candidates is not null;

    /// <summary>Gets the probability with which the logged policy chose the video of an exposure, or null if it is unknown.</summary>
    public float? PropensityOf(Exposure exposure) => IsRandom ? 1f / (exposure.Candidates?.Length ?? Videos.Count) : null;

    /// <summary>Gets the first part of the log in time.</summary>
    public KuaiRandLog First(double share)
    {
        if (share == 1)
            return this;
        var end = Exposures.Select(exposure => exposure.Time).Order().ElementAt((int)(share * Exposures.Count));
        return this with { Exposures = [.. Exposures.Where(exposure => exposure.Time < end)] };
    }
}
