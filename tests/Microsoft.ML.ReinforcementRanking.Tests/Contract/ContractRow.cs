using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Represents a row of <see cref="ContractLog"/>. It has a column for every role of a trainer, and for some roles columns of several types.
/// </summary>
internal sealed class ContractRow
{
    [VectorType(ContractLog.FeatureCount)]
    public float[] Features { get; set; } = [0, 0, 0, 0];

    [KeyType(ContractLog.ActionCount)]
    public uint Action
    {
        get;
        set
        {
            field = value;
            (ActionText, ActionNumber) = value < ContractLog.ActionCount ? (TextOf(value), NumberOf(value)) : ("", 999);
            uint[] eligible = [.. new uint[] { 3, 0, 1 }.Select(distance => (value + distance) % ContractLog.ActionCount)];
            (Eligible, EligibleText, EligibleNumber) = ([.. eligible.Select(action => action + 1)], Array.ConvertAll(eligible, TextOf),
                Array.ConvertAll(eligible, NumberOf));
        }
    }

    /// <summary>The action as text, which is empty if the action is missing.</summary>
    public string ActionText { get; set; } = "video 0";

    /// <summary>The action as a number, which is one that no action has if the action is missing.</summary>
    public long ActionNumber { get; set; } = 20;

    /// <summary>The action and two others, as keys. ML.NET reads vectors of keys unchanged, so they count from 1.</summary>
    [KeyType(ContractLog.ActionCount)]
    public uint[] Eligible { get; set; } = [1];

    public string[] EligibleText { get; set; } = ["video 0"];

    public long[] EligibleNumber { get; set; } = [20];

    [VectorType(2)]
    public float[] ActionFeatures { get; set; } = [0, 0];

    [VectorType(2)]
    public float[] ActionVector { get; set; } = [0, 0];

    /// <summary>
    /// A categorical field of several values. The first value is 1, because ML.NET reads vectors of keys unchanged. Some rows have no value.
    /// </summary>
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

    /// <summary>The season as a one-hot encoding, but dense.</summary>
    [VectorType(ContractLog.SeasonCount)]
    public float[] DenseSeason { get; set; } = [1, 0, 0, 0];

    /// <summary>A column for tests of wrong types.</summary>
    public float[] Unsized { get; set; } = [1];

    private static string TextOf(uint action) => $"video {action}";

    private static long NumberOf(uint action) => 20 - 10 * (long)action;
}
