namespace ShortVideo.Simulator;

/// <summary>Users, videos and topics, drawn from a seed.</summary>
internal sealed class SimulatedWorld
{
    public const int TasteDimension = 4;
    public const int TagCount = 30;

    private const int VideosPerAuthor = 4;

    private readonly double[][] _topics;
    private readonly double[] _authorAppeals;

    private SimulatedWorld(SimulatedLogOptions options, SeededGenerator random)
    {
        _topics = Draw(TagCount, _ => random.Normals(TasteDimension));
        _authorAppeals = Draw((options.Videos + VideosPerAuthor - 1) / VideosPerAuthor, _ => random.Normal());
        Users = Draw(options.Users, id => new SimulatedUser(id, random.Normals(TasteDimension), random.Normal(), random.Normal()));
        Videos = Draw(options.Videos, id => DrawVideo(id, ref random));
    }

    public IReadOnlyList<SimulatedUser> Users { get; }

    public IReadOnlyList<SimulatedVideo> Videos { get; }

    public static SimulatedWorld Create(int seed, SimulatedLogOptions options)
    {
        options.Check();
        return new(options, SeededGenerator.ForStream(seed, stream: 0));
    }

    /// <summary>How much a user cares for a topic: variance 1 over users and topics.</summary>
    public double Affinity(SimulatedUser user, int tag)
    {
        var product = 0.0;
        for (var dimension = 0; dimension < TasteDimension; dimension++)
            product += user.Taste[dimension] * _topics[tag][dimension];
        return product / Math.Sqrt(TasteDimension);
    }

    private SimulatedVideo DrawVideo(int id, ref SeededGenerator random)
    {
        var first = random.Index(TagCount);
        var second = random.Index(TagCount);
        int[] tags = random.Chance(0.2) && second != first ? [first, second] : [first];
        var author = random.Index(_authorAppeals.Length);
        var appeal = 0.3 * _authorAppeals[author] + 0.2 * random.Normal();
        var passivity = random.Normal();
        var seconds = 25 * Math.Exp(0.7 * passivity + 0.4 * random.Normal());
        return new(id, tags, author, appeal, passivity, TimeSpan.FromMilliseconds(Math.Round(1000 * Math.Clamp(seconds, 5, 600))));
    }

    private static T[] Draw<T>(int count, Func<int, T> draw) => [.. Enumerable.Range(0, count).Select(draw)];
}
