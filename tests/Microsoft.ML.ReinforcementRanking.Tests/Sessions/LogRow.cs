using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>
/// Represents a row of a small log with a valid default in every column, so that a test specifies only what it tests. Keys in memory count from 0, as in
/// ML.NET: a value at or above the count becomes key 0 (missing), and every other value becomes the key value + 1.
/// </summary>
internal sealed class LogRow
{
    [VectorType(3)]
    public float[] Features { get; set; } = [1, 2, 3];

    public string Session { get; set; } = "s";

    [KeyType(9)]
    public uint SessionKey { get; set; }

    public int SessionNumber { get; set; }

    public float Watch { get; set; }

    public bool Click { get; set; }

    [KeyType(5)]
    public uint Action { get; set; }

    [VectorType(2)]
    public float[] ActionFeatures { get; set; } = [0, 0];

    [VectorType(2)]
    public float[] ActionVector { get; set; } = [0, 0];

    public float Propensity { get; set; } = 0.5f;

    public float Weight { get; set; } = 1;

    [KeyType(uint.MaxValue)]
    public uint UnboundedAction { get; set; }

    public float[] UnsizedFeatures { get; set; } = [1];

    /// <summary>Contains the inputs of a reader, for tests that need only one call.</summary>
    public static SessionDataset Read(SessionColumns columns, params LogRow[] rows) => SessionReader.Read(Host(), View(rows), columns);

    public static IDataView View(params LogRow[] rows) => new MLContext(1).Data.LoadFromEnumerable(rows);

    public static IHost Host() => ((IHostEnvironment)new MLContext(1)).Register("test");

    public static float[] RowOf(FeatureTable table, int row)
    {
        var values = new float[table.Width];
        table.CopyRow(row, values);
        return values;
    }
}
