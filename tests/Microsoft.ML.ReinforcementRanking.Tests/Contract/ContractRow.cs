using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>A row of <see cref="ContractLog"/>: every role a trainer knows, some of them in several types.</summary>
internal sealed class ContractRow
{
    [VectorType(ContractLog.FeatureCount)]
    public float[] Features { get; set; } = [0, 0, 0, 0];

    [KeyType(ContractLog.ActionCount)]
    public uint Action { get; set; }

    [VectorType(2)]
    public float[] ActionFeatures { get; set; } = [0, 0];

    [VectorType(2)]
    public float[] ActionVector { get; set; } = [0, 0];

    /// <summary>A categorical field of several values; some rows have none.</summary>
    [KeyType(ContractLog.TagCount)]
    public uint[] Tags { get; set; } = [];

    [KeyType(ContractLog.SessionCount)]
    public uint GroupId { get; set; }

    public string GroupText { get; set; } = "";

    public long GroupNumber { get; set; }

    public float Label { get; set; }

    public bool Click { get; set; }

    public float Weight { get; set; } = 1;

    public float Propensity { get; set; } = 1f / ContractLog.ActionCount;

    public string Season { get; set; } = "";

    /// <summary>The season as a one-hot encoding writes it, but dense.</summary>
    [VectorType(ContractLog.SeasonCount)]
    public float[] DenseSeason { get; set; } = [1, 0, 0, 0];

    /// <summary>For tests of wrong types.</summary>
    public float[] Unsized { get; set; } = [1];
}
