using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// The network that several tasks share. Its input is the representation of the state (features and embeddings side by side), and its output is one logit per
/// task. Layers have ReLU and dropout. The last layer of a task is linear.
/// </summary>
public abstract class MultiTaskBackbone
{
    private protected MultiTaskBackbone()
    {
    }

    /// <summary>Widths of a task's own last hidden layers, each at least 1. Default one layer of 32.</summary>
    public IReadOnlyList<int> TowerUnits { get; set; } = [32];

    /// <summary>Strength of a penalty on a task that is more probable than the one before it; 0 for none.</summary>
    internal virtual double OrderPenalty => 0;

    /// <summary>The sizes that this backbone has beside those of its towers: option, values, smallest value allowed.</summary>
    private protected abstract IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes { get; }

    /// <summary>Every size, for the check of options.</summary>
    internal IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> AllSizes => [.. Sizes, (nameof(TowerUnits), TowerUnits, 1)];

    /// <summary>The same backbone with lists of its own.</summary>
    internal MultiTaskBackbone Copy()
    {
        var copy = (MultiTaskBackbone)MemberwiseClone();
        copy.CopyLists();
        return copy;
    }

    /// <summary>Adds the backbone to a plan.</summary>
    /// <param name="builder">The plan.</param>
    /// <param name="newState">Adds a representation of the state, with embeddings of its own, and returns its node.</param>
    /// <param name="isBinary">Per task: whether its output is the logit of a probability.</param>
    /// <returns>Node of each task's output, width 1.</returns>
    internal abstract IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary);

    /// <summary>Puts copies in the place of lists that a shallow copy shares with its original.</summary>
    private protected virtual void CopyLists() => TowerUnits = OptionCopy.Of(TowerUnits);

    private protected int Tower(PlanBuilder builder, int from) => builder.Tower(from, TowerUnits, 1);
}
