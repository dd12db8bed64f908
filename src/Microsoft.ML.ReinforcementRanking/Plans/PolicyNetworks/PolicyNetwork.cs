using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// The network that gives a policy's score of an action in a state. Over a catalog the score is a sum of two-tower functions, so the scores of all actions
/// are one product of a vector of the state and a table, and a softmax over the whole catalog is exact. For continuous actions the network gives the mean.
/// Categorical columns of the state are one-hot encoded into the features: the weights of such a slot are an embedding of its value.
/// </summary>
public abstract class PolicyNetwork
{
    private protected PolicyNetwork()
    {
    }

    /// <summary>The sizes that this network has beside those of the trainer: option and value, at least 1.</summary>
    internal virtual IEnumerable<(string Option, int Value)> Sizes => [];

    /// <summary>The same network, apart from the original.</summary>
    internal PolicyNetwork Copy() => (PolicyNetwork)MemberwiseClone();

    /// <summary>Features of a state to [u, c].</summary>
    internal abstract NetworkPlan State(TowerSizes sizes);

    /// <summary>Features of an action, and its key as field 0, to [v, b].</summary>
    internal abstract NetworkPlan Action(TowerSizes sizes);

    /// <summary>Features of a state to the mean of a continuous action.</summary>
    internal abstract NetworkPlan Mean(int stateWidth, IReadOnlyList<int> hiddenUnits, int actionWidth);

    /// <summary>The key of an action as a field of so many values.</summary>
    private protected static EmbeddingNode Key(TowerSizes sizes, int width) => new(0, sizes.ActionCount, width);

    /// <summary>Weights of an action's key in a linear part.</summary>
    private protected static EmbeddingNode KeyWeights(TowerSizes sizes, int width) => Key(sizes, width) with { StartsAtZero = true };

    /// <summary>
    /// A deep part of the action's side: its features, and the embedding of its key where there is one, through hidden layers to [v, b], which start at 0. A
    /// policy then begins with no preference, while one drawn at random would first have to unlearn one for every action.
    /// </summary>
    private protected static int DeepAction(PlanBuilder builder, TowerSizes sizes, IEnumerable<int> keys)
    {
        var fields = builder.Concat([.. sizes.ActionWidth > 0 ? [PlanBuilder.Input] : Array.Empty<int>(), .. keys]);
        return builder.Linear(builder.Layers(fields, sizes.HiddenUnits), sizes.EmbeddingDimension + 1);
    }

    /// <summary>One side of a sum of two-tower functions: vectors side by side, offsets added up.</summary>
    /// <param name="builder">The plan.</param>
    /// <param name="vectors">Vectors of functions without an offset.</param>
    /// <param name="functions">Functions whose last value is the offset.</param>
    /// <param name="offsets">Further numbers to add up.</param>
    private protected static NetworkPlan Side(PlanBuilder builder, IEnumerable<int> vectors, IReadOnlyList<int> functions, params IEnumerable<int> offsets)
    {
        int Vector(int function) => builder.Slice(function, 0, builder.WidthOf(function) - 1);
        int Offset(int function) => builder.Slice(function, builder.WidthOf(function) - 1, 1);
        return builder.Build([.. vectors, .. functions.Select(Vector), builder.Sum([.. functions.Select(Offset), .. offsets])]);
    }
}
