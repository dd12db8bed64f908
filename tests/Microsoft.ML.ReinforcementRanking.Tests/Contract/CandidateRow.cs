using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Represents a candidate of a request in <see cref="CandidateLog"/>, with a column for every role of a trainer.</summary>
internal sealed class CandidateRow
{
    [VectorType(CandidateLog.FeatureCount)]
    public float[] Features { get; set; } = new float[CandidateLog.FeatureCount];

    [KeyType(CandidateLog.SessionCount)]
    public uint GroupId { get; set; }

    [KeyType(CandidateLog.RequestCount)]
    public uint Request { get; set; }

    public string RequestText { get; set; } = "";

    public bool Chosen { get; set; }

    /// <summary>The position of a chosen row, from 1. It is NaN in rows that are not chosen, in which it must not be read.</summary>
    public float Position { get; set; } = float.NaN;

    /// <summary>The grade of the row for rankers of graded labels.</summary>
    public float Relevance { get; set; }

    /// <summary>The main response. It and the others are NaN in rows that are not chosen.</summary>
    public float Label { get; set; } = float.NaN;

    public float Click { get; set; } = float.NaN;

    public float Propensity { get; set; } = float.NaN;

    public float Weight { get; set; } = float.NaN;
}
