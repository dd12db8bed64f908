using Microsoft.ML.Data;

namespace Preparation;

/// <summary>Represents a row of the Parquet file.</summary>
internal sealed class Step
{
    public long User { get; set; }

    public DateTimeOffset Time { get; set; }

    public long Video { get; set; }

    [VectorType(6)]
    public float[] Features { get; set; } = [];

    [VectorType(4)]
    public float[] VideoFeatures { get; set; } = [];

    /// <summary>The logarithm of 1 + the seconds of watch time.</summary>
    public float WatchTime { get; set; }

    public bool Click { get; set; }

    public bool Like { get; set; }

    public float Propensity { get; set; }
}
