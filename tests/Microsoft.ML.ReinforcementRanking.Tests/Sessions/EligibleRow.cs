using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>
/// Represents a row with an action and its eligible actions, which are text, integers of several types, or keys. In vectors keys count from 1.
/// </summary>
internal sealed class EligibleRow
{
    [VectorType(1)]
    public float[] Features { get; set; } = [0];

    public string Session { get; set; } = "s";

    public string Id { get; set; } = "a";

    public string?[]? Ids { get; set; } = ["a"];

    public long Number { get; set; }

    public long[] Numbers { get; set; } = [0];

    public byte[] Bytes { get; set; } = [0];

    [VectorType(2)]
    public int[] Pair { get; set; } = [0, 1];

    [KeyType(4)]
    public uint Key { get; set; }

    [KeyType(4)]
    public uint[] Keys { get; set; } = [1];

    [KeyType(5)]
    public uint[] OtherKeys { get; set; } = [1];

    public float[] Singles { get; set; } = [1];

    public static SessionColumns Columns(string action, string eligible) => new()
    {
        Features = "Features",
        Group = "Session",
        Action = action,
        EligibleActions = eligible,
    };

    public static SessionDataset Read(string action, string eligible, params EligibleRow[] rows)
        => SessionReader.Read(LogRow.Host(), View(rows), Columns(action, eligible));

    public static IDataView View(params EligibleRow[] rows) => new MLContext(1).Data.LoadFromEnumerable(rows);
}
