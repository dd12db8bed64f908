namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Features;

/// <summary>Represents an event of either log, as ML.NET sees it.</summary>
internal sealed class FeatureRow
{
    /// <summary>The time in milliseconds since 1970.</summary>
    public long Time { get; set; }

    public uint GroupId { get; set; }

    /// <summary>Numbers that do not depend on earlier events, such as the time of day and the duration of the video.</summary>
    public float[] Context { get; set; } = [];

    /// <summary>Values that many events share, such as the tags of the video.</summary>
    public string[] Tags { get; set; } = [];

    public string User { get; set; } = "";

    public string Item { get; set; } = "";

    /// <summary>The author of the video, or the previous item of the session.</summary>
    public string Other { get; set; } = "";

    /// <summary>The first tag of the video, or nothing.</summary>
    public string Category { get; set; } = "";

    /// <summary>Responses that are known when the event is over, for the statistics of later ones.</summary>
    public float First { get; set; }

    public float Second { get; set; }

    /// <summary>Whether the event is an example for the tasks.</summary>
    public bool IsExample { get; set; }

    public bool Click { get; set; }

    /// <summary>A long view, or a payment.</summary>
    public bool Goal { get; set; }
}
