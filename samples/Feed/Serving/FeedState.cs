using Microsoft.ML.Data;

namespace Feed.Serving;

/// <summary>Represents what is known when a page is requested.</summary>
internal sealed class FeedState
{
    /// <summary>The number of features: six of the user, and three of the session so far.</summary>
    public const int FeatureCount = 9;

    [VectorType(FeatureCount)] public float[] Features { get; set; } = [];
}
