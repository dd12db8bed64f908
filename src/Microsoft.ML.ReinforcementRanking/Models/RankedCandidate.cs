using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a candidate of a request with its score and its probability.</summary>
/// <param name="index">The zero-based index of the candidate among those that were given.</param>
/// <param name="score">The logit of the policy.</param>
/// <param name="probability">The probability with which the policy chooses the candidate.</param>
public sealed class RankedCandidate(int index, float score, float probability)
{
    /// <summary>Gets the zero-based index of the candidate among those that were given.</summary>
    public int Index { get; } = index;

    /// <summary>Gets the logit of the policy. A higher value is better, and values can be compared within one request.</summary>
    public float Score { get; } = score;

    /// <summary>
    /// Gets the probability in [0, 1] with which the policy chooses the candidate. On a ranked list it is the one among all candidates, and on a sampled page
    /// the one among those that are not on an earlier position.
    /// </summary>
    public float Probability { get; } = probability;

    /// <summary>Returns the index, the score and the probability as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index} (score {Score:G4}, probability {Probability:G4})");
}
