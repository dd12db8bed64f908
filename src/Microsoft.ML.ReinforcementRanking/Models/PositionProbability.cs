using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the probability of an action at a position of a page, whatever the actions above it are.</summary>
public sealed class PositionProbability
{
    internal PositionProbability(int position, string id, double probability, double standardError)
        => (Position, Id, Probability, StandardError) = (position, id, probability, standardError);

    /// <summary>Gets the position on the page, counted from 1 at the top.</summary>
    public int Position { get; }

    /// <summary>Gets the id of the action.</summary>
    public string Id { get; }

    /// <summary>Gets the probability, in [0, 1].</summary>
    public double Probability { get; }

    /// <summary>Gets the standard error of the probability. It is 0 for the first two positions, whose probabilities are exact.</summary>
    public double StandardError { get; }

    /// <summary>Returns the position, the id, the probability and its standard error as text.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Position}: {Id} (probability {Probability:G4}, standard error {StandardError:G2})");
}
