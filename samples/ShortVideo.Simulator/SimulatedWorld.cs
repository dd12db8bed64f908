namespace ShortVideo.Simulator;

/// <summary>Represents users, videos, and tags, which are drawn from a seed.</summary>
internal sealed class SimulatedWorld
{
    public const int TasteDimension = 4;
    public const int NeedDimension = 2;
    public const int TagCount = 30;

    private const int VideosPerAuthor = 4;

    private readonly double[][] _topics;
    private readonly double[][] _offers;
    private readonly double[] _authorAppeals;

    private SimulatedWorld(SimulatedLogOptions options, SeededGenerator random, SeededGenerator needs, SeededGenerator uploads)
    {
        _offers = Draw(TagCount, _ => needs.Normals(NeedDimension));
        _topics = Draw(TagCount, _ => random.Normals(TasteDimension));
        _authorAppeals = Draw((options.Videos + VideosPerAuthor - 1) / VideosPerAuthor, _ => random.Normal());
        Users = Draw(options.Users,
            id => new SimulatedUser(id, random.Normals(TasteDimension), random.Normal(), random.Normal(), needs.Normals(NeedDimension)));
        Videos = Draw(options.AllVideos, id => id < options.Videos ? DrawVideo(id, ref random) : DrawVideo(id, ref uploads));
        Uploads = new(options);
    }

    public IReadOnlyList<SimulatedUser> Users { get; }

    /// <summary>The videos of all days, in the order of their upload.</summary>
    public IReadOnlyList<SimulatedVideo> Videos { get; }

    /// <summary>When videos come and go.</summary>
    public UploadSchedule Uploads { get; }

    public static SimulatedWorld Create(int seed, SimulatedLogOptions options)
    {
        options.Check();
        return new(options, SeededGenerator.ForStream(seed, stream: 0), needs: SeededGenerator.ForStream(seed, stream: 3),
            uploads: SeededGenerator.ForStream(seed, stream: 5));
    }

    /// <summary>Computes how much a user likes a tag. The variance over users and tags is 1.</summary>
    public double Affinity(SimulatedUser user, int tag) => Match(user.Taste, _topics[tag]);

    /// <summary>Computes how well the offers of a tag meet the needs of a user. The variance is 1, and the value is independent of the affinity.</summary>
    public double Demand(SimulatedUser user, int tag) => Match(user.Need, _offers[tag]);

    private static double Match(double[] first, double[] second)
    {
        var product = 0.0;
        for (var dimension = 0; dimension < first.Length; dimension++)
            product += first[dimension] * second[dimension];
        return product / Math.Sqrt(first.Length);
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
