using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents a row of a <see cref="SparseLog"/>.</summary>
internal sealed class SparseRow
{
    public VBuffer<float> Features { get; set; }

    public uint Action { get; set; }
}
