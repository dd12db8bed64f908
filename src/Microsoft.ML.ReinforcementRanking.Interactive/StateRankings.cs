using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the best actions of a policy in several states.</summary>
public sealed class StateRankings
{
    internal StateRankings(IReadOnlyList<IReadOnlyList<RankedAction>> rankings) => Rankings = rankings;

    /// <summary>Gets the best actions of each state, in descending order of their scores.</summary>
    public IReadOnlyList<IReadOnlyList<RankedAction>> Rankings { get; }

    /// <summary>Returns a line for each state.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Rankings.Select((ranking, index) =>
        string.Create(CultureInfo.InvariantCulture, $"state {index + 1}: {string.Join(", ", ranking)}")));
}
