namespace ShortVideo.Features;

/// <summary>A row of the log as ML.NET sees it. The widths of the vectors are set in the schema definition of <see cref="LogData"/>.</summary>
internal sealed class LogRow
{
    public long UserId { get; set; }

    public long VideoId { get; set; }

    public long Time { get; set; }

    public float[] Taste { get; set; } = [];

    public float[] Profile { get; set; } = [];

    public float[] History { get; set; } = [];

    public float[] VideoFeatures { get; set; } = [];

    public float WatchTime { get; set; }

    /// <summary>log(1 + watch time): the label. A few very long watches would otherwise decide what is learned.</summary>
    public float LogWatchTime { get; set; }

    public bool Click { get; set; }

    public bool Like { get; set; }

    public bool Interaction { get; set; }

    /// <summary>Probability with which the video was chosen; 0 where the log does not know it.</summary>
    public float Propensity { get; set; }
}
