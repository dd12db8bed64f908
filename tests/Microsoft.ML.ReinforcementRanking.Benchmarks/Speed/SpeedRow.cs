using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents a row of a <see cref="SpeedLog"/>, with a column for every trainer that is measured.</summary>
internal sealed class SpeedRow
{
    public float[] Features { get; set; } = [];

    public uint Action { get; set; }

    [VectorType(1)]
    public float[] ActionVector { get; set; } = [0];

    public long GroupId { get; set; }

    public float Label { get; set; }

    public float Response1 { get; set; }

    public float Response2 { get; set; }

    public float Response3 { get; set; }

    public float Response4 { get; set; }

    public float Response5 { get; set; }

    public float Response6 { get; set; }

    public float Response7 { get; set; }

    public uint Field1 { get; set; }

    public uint Field2 { get; set; }

    public uint Field3 { get; set; }

    public uint Field4 { get; set; }

    public uint Field5 { get; set; }

    public uint Field6 { get; set; }

    public uint Field7 { get; set; }

    public bool Click { get; set; }

    public bool Pay { get; set; }
}
