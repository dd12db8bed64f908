namespace ShortVideo.Features;

/// <summary>Represents a row of the log as ML.NET sees it. <see cref="LogData"/> sets the sizes of the vectors.</summary>
internal sealed class LogRow
{
    public long UserId { get; set; }

    public long VideoId { get; set; }

    public long Time { get; set; }

    public float[] Preferences { get; set; } = [];

    public float[] Profile { get; set; } = [];

    public float[] History { get; set; } = [];

    public float[] VideoFeatures { get; set; } = [];

    /// <summary>The videos that were retrieved for the request. It is empty if the log has no candidates, so that every video could have been chosen.</summary>
    public long[] Candidates { get; set; } = [];

    public float WatchTime { get; set; }

    /// <summary>The label, log(1 + watch time). Without the logarithm, a few very long watch times would dominate the training.</summary>
    public float LogWatchTime { get; set; }

    public bool Click { get; set; }

    public bool Like { get; set; }

    public bool Interaction { get; set; }

    /// <summary>The probability with which the video was chosen, or 0 if it is unknown.</summary>
    public float Propensity { get; set; }
}
