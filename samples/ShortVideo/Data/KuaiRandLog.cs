namespace ShortVideo.Data;

/// <summary>A log in KuaiRand's layout, as read from a folder.</summary>
/// <param name="Exposures">Sorted by user, then time.</param>
/// <param name="Videos">The catalog: what could have been shown.</param>
/// <param name="Users">Profiles of the users with exposures; a user that the log does not describe has none.</param>
/// <param name="ProfileColumns">Names of the values in <see cref="User.Profile"/>.</param>
/// <param name="IsRandom">Whether videos were drawn uniformly from the catalog.</param>
internal sealed record KuaiRandLog(
    IReadOnlyList<Exposure> Exposures,
    IReadOnlyList<Video> Videos,
    IReadOnlyDictionary<long, User> Users,
    IReadOnlyList<string> ProfileColumns,
    bool IsRandom)
{
    /// <summary>Probability with which the log's policy chose the video of an exposure; null where it is not known.</summary>
    public float? Propensity => IsRandom ? 1f / Videos.Count : null;

    /// <summary>The first exposures in time, this share of all.</summary>
    public KuaiRandLog First(double share)
    {
        if (share == 1)
            return this;
        var end = Exposures.Select(exposure => exposure.Time).Order().ElementAt((int)(share * Exposures.Count));
        return this with { Exposures = [.. Exposures.Where(exposure => exposure.Time < end)] };
    }
}
