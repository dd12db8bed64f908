namespace ShortVideo.Simulator;

/// <summary>
/// Describes users and videos by numbers, as a recommender sees them. Hidden values have the same noise as in the files of <see cref="SimulatedLog"/>.
/// </summary>
public sealed class ObservedFeatures
{
    private readonly float[][] _users;
    private readonly float[][] _videos;

    private ObservedFeatures(SimulatedWorld world, SeededGenerator random)
    {
        _users = [.. world.Users.Select(user => Noisy([user.Patience, user.Sociability, .. user.Taste], ref random))];
        _videos = [.. world.Videos.Select(video => (float[])
            [.. Tags(video), (float)Math.Log(video.Duration.TotalSeconds / 25), .. Noisy([video.Passivity], ref random)])];
    }

    /// <summary>Creates the features of the users and videos of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="options">The numbers of users, videos, and uploads, or null for the defaults.</param>
    public static ObservedFeatures Create(int seed, SimulatedLogOptions? options = null)
        => new(SimulatedWorld.Create(seed, options ?? new()), SeededGenerator.ForStream(seed, stream: 6));

    /// <summary>Gets the patience, the sociability, and the four coordinates of the taste of a user, all with noise.</summary>
    /// <param name="id">The id of the user.</param>
    public IReadOnlyList<float> OfUser(int id) => _users[id];

    /// <summary>
    /// Gets a slot for each tag, which is 1 if the video has the tag; the logarithm of the duration in units of 25 seconds; and the passivity with noise.
    /// </summary>
    /// <param name="id">The id of the video.</param>
    public IReadOnlyList<float> OfVideo(int id) => _videos[id];

    private static IEnumerable<float> Tags(SimulatedVideo video)
        => Enumerable.Range(0, SimulatedWorld.TagCount).Select(tag => video.Tags.Contains(tag) ? 1f : 0f);

    private static float[] Noisy(double[] values, ref SeededGenerator random)
    {
        var noisy = new float[values.Length];
        for (var index = 0; index < values.Length; index++)
            noisy[index] = (float)NoisyLevel.Value(values[index], ref random);
        return noisy;
    }
}
