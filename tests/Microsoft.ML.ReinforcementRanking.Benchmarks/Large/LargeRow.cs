using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Large;

/// <summary>Represents a row of a <see cref="LargeLog"/>.</summary>
internal sealed class LargeRow
{
    [VectorType(LargeLog.FeatureCount)]
    public float[] Features { get; set; } = new float[LargeLog.FeatureCount];

    [KeyType(LargeLog.ActionCount)]
    public uint Action { get; set; }

    public ulong Session { get; set; }

    public float Label { get; set; }

    public float Propensity { get; set; } = 1f / LargeLog.ActionCount;
}
