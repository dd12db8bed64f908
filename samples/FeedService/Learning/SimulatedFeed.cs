using ShortVideo.Simulator;

namespace FeedServer.Learning;

/// <summary>Represents the simulated users and videos of the sample, in place of real ones. They are the same in every process.</summary>
internal sealed class SimulatedFeed
{
    /// <summary>The seed of the world.</summary>
    public const int Seed = 1;

    private const double UnitOfDurations = 25;
    private const int TagCount = 30;

    private static readonly SimulatedLogOptions Size = new() { Users = 1000, Videos = 120, Days = 4 };

    public SessionEnvironment Environment { get; } = SessionEnvironment.Create(Seed, Size);

    public ObservedFeatures Features { get; } = ObservedFeatures.Create(Seed, Size);

    /// <summary>Gets the numbers of the tags of a video.</summary>
    public IEnumerable<int> TagsOf(int video) => Enumerable.Range(0, TagCount).Where(tag => Features.OfVideo(video)[tag] > 0);

    /// <summary>Gets the duration of a video, which its features have as a logarithm.</summary>
    public double SecondsOf(int video) => UnitOfDurations * Math.Exp(Features.OfVideo(video)[TagCount]);
}
