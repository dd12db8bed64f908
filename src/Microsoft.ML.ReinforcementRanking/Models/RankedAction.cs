using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>An action of the catalog, and how a policy rates it in one state.</summary>
/// <param name="id">What the log calls the action.</param>
/// <param name="score">The policy's logit.</param>
/// <param name="probability">π(action | state).</param>
public sealed class RankedAction(string id, float score, float probability)
{
    /// <summary>What the log calls the action: the text of its key value, or its number in the invariant culture.</summary>
    public string Id { get; } = id;

    /// <summary>The policy's logit: higher is better, comparable within one state.</summary>
    public float Score { get; } = score;

    /// <summary>π(action | state) over the whole catalog, in (0, 1).</summary>
    public float Probability { get; } = probability;

    /// <summary>The id, the score and the probability, for people to read.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id} (score {Score:G4}, probability {Probability:G4})");
}
