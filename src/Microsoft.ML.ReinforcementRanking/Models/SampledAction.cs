using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents an action at its position on a page that was drawn from a policy.</summary>
public sealed class SampledAction
{
    internal SampledAction(int position, string id, float score, double probability)
        => (Position, Id, Score, Probability) = (position, id, score, probability);

    /// <summary>Gets the position on the page, counted from 1 at the top.</summary>
    public int Position { get; }

    /// <summary>Gets the id of the action.</summary>
    public string Id { get; }

    /// <summary>Gets the logit of the policy. A higher value is better, and values can be compared within one state.</summary>
    public float Score { get; }

    /// <summary>
    /// Gets the probability with which the policy places the action here, given the actions above it, in (0, 1]. It is the propensity of the row in the log
    /// of pages that <c>mlContext.Ranking.EvaluateOffPolicy</c> reads.
    /// </summary>
    public double Probability { get; }

    /// <summary>Returns the position, the id, the score and the probability as text.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Position}: {Id} (score {Score:G4}, probability {Probability:G4} given the actions above)");
}
