using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the network that several tasks share. Its input is the representation of the state (the features and the embeddings side by side), and its
/// output is one number per task: the logit of a binary task, or the standardized prediction of a regression task. Layers have ReLU and dropout. The last
/// layer of a task is linear.
/// </summary>
public abstract class MultiTaskBackbone
{
    private protected MultiTaskBackbone()
    {
    }

    /// <summary>The widths of the last hidden layers, which belong to one task only, each at least 1. The default is one layer of 32.</summary>
    public IReadOnlyList<int> TowerUnits { get; set; } = [32];

    /// <summary>Gets the strength of a penalty on a task that is more probable than the task before it, or 0 for no penalty.</summary>
    internal virtual double OrderPenalty => 0;

    /// <summary>Gets the sizes that this backbone has beside those of its towers: the option, its values and the smallest value allowed.</summary>
    private protected abstract IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes { get; }

    /// <summary>Gets all sizes, for the check of options.</summary>
    internal IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> AllSizes => [.. Sizes, (nameof(TowerUnits), TowerUnits, 1)];

    /// <summary>Returns the same backbone with lists of its own.</summary>
    internal MultiTaskBackbone Copy()
    {
        var copy = (MultiTaskBackbone)MemberwiseClone();
        copy.CopyLists();
        return copy;
    }

    /// <summary>Adds the backbone to a plan.</summary>
    /// <param name="builder">The plan.</param>
    /// <param name="newState">Adds a representation of the state, with embeddings of its own, and returns its node.</param>
    /// <param name="isBinary">Whether the output of each task is the logit of a probability.</param>
    /// <returns>The node of each task's output, which has a width of 1.</returns>
    internal abstract IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary);

    /// <summary>Replaces lists that a shallow copy shares with its original by copies.</summary>
    private protected virtual void CopyLists() => TowerUnits = OptionCopy.Of(TowerUnits);

    private protected int Tower(PlanBuilder builder, int from) => builder.Tower(from, TowerUnits, 1);
}
