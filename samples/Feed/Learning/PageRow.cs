using Feed.Serving;
using Microsoft.ML.Data;

namespace Feed.Learning;

/// <summary>Represents a row of the log: one position of a page.</summary>
internal sealed class PageRow
{
    public int Session { get; set; }

    public string Request { get; set; } = "";

    /// <summary>The position, counted from 1 at the top of the page.</summary>
    public int Position { get; set; }

    /// <summary>The time in milliseconds since the Unix epoch (UTC).</summary>
    public long Time { get; set; }

    [VectorType(FeedState.FeatureCount)] public float[] Features { get; set; } = [];

    public int Video { get; set; }

    [VectorType(FeedCatalog.FeatureCount)] public float[] VideoFeatures { get; set; } = [];

    /// <summary>The candidates that were left at this position: those of the request without the videos above.</summary>
    public int[] Eligible { get; set; } = [];

    /// <summary>The probability of the video given the videos above it.</summary>
    public float Propensity { get; set; }

    /// <summary>The watch time in seconds, which is 0 if the user did not look at the position.</summary>
    public float WatchTime { get; set; }

    /// <summary>The label, log(1 + watch time). Without the logarithm, a few very long watch times would dominate the training.</summary>
    public float LogWatchTime { get; set; }

    public bool Interaction { get; set; }
}
