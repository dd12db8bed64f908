using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents an action of the catalog with its score and its probability in one state.</summary>
/// <param name="id">The id of the action.</param>
/// <param name="score">The logit of the policy.</param>
/// <param name="probability">The probability π(action | state).</param>
public sealed class RankedAction(string id, float score, float probability)
{
    /// <summary>Gets the id of the action: what the log calls it, or its key if keys have no values. Numbers are written in the invariant culture.</summary>
    public string Id { get; } = id;

    /// <summary>Gets the logit of the policy. A higher value is better, and values can be compared within one state.</summary>
    public float Score { get; } = score;

    /// <summary>Gets the probability π(action | state) among the eligible actions, in [0, 1].</summary>
    public float Probability { get; } = probability;

    /// <summary>Returns the id, the score and the probability as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} (score {Score:G4}, probability {Probability:G4})");
}
