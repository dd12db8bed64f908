namespace ShortVideo.Simulator;

/// <summary>
/// Retrieves candidates for a request, as the first stage of a recommender does. Videos with tags that the user likes are retrieved more often: the
/// candidates of user u are drawn without replacement in proportion to exp(mean over k in K_v of affinity(u, k)). The draw has a generator of its own,
/// which is derived from that of the state. So the same state has the same candidates, and a session is the same with and without retrieval.
/// </summary>
internal static class CandidateRetrieval
{
    /// <summary>Tells the generator of a state's candidates from those of its responses.</summary>
    private const ulong Salt = 0xC2B2AE3D27D4EB4F;

    /// <summary>Retrieves candidates from the catalog of the state's day.</summary>
    /// <returns>The ids in ascending order, which says nothing about the affinity.</returns>
    public static int[] Retrieve(SimulatedWorld world, SessionState state, SimulatedUser user, int count)
    {
        var random = new SeededGenerator(state.Randomness ^ Salt);
        var videos = world.Uploads.VideosAt(state.Clock);
        // The largest sums of a logarithm of a weight and a Gumbel number are a draw without replacement.
        var keys = new double[videos.Length];
        foreach (var (index, video) in videos.Index())
            keys[index] = world.Videos[video].Tags.Average(tag => world.Affinity(user, tag)) - Math.Log(random.Exponential(1));
        Array.Sort(keys, videos);
        int[] retrieved = videos[^count..];
        Array.Sort(retrieved);
        return retrieved;
    }
}
