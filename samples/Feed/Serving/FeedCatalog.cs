using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Simulator;

namespace Feed.Serving;

/// <summary>Provides the videos of the catalog, which changes every day, with their features.</summary>
internal sealed class FeedCatalog(SessionEnvironment environment, ObservedFeatures features)
{
    /// <summary>The number of features of a video: 30 tags, the duration, and the passivity.</summary>
    public const int FeatureCount = 32;

    public float[] FeaturesOf(int video) => [.. features.OfVideo(video)];

    /// <summary>Creates a table with a row for each video that can be shown at a time.</summary>
    public IDataView Items(MLContext ml, DateTimeOffset clock) => Items(ml, environment.VideosAt(clock));

    /// <summary>Creates a table with a row for each of some videos.</summary>
    public IDataView Items(MLContext ml, IEnumerable<int> videos)
        => ml.Data.LoadFromEnumerable(videos.Select(video => new Item { Video = video, VideoFeatures = FeaturesOf(video) }).ToArray());

    private sealed class Item
    {
        public int Video { get; set; }

        [VectorType(FeatureCount)] public float[] VideoFeatures { get; set; } = [];
    }
}
