using Microsoft.ML.Data;

namespace JointFit;

/// <summary>Represents a row: a video that was shown to a user, and what the user did.</summary>
internal sealed class Visit
{
    public const int NumberOfFeatures = 8;

    public long User { get; set; }

    public long Session { get; set; }

    public string Video { get; set; } = "";

    [VectorType(NumberOfFeatures)]
    public float[] Features { get; set; } = [];

    public bool Click { get; set; }

    /// <summary>The seconds of watch time.</summary>
    public float WatchTime { get; set; }
}
