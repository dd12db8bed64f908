using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the network that computes a policy's score of an action in a state. Over a catalog the score is a sum of two-tower functions. The scores of
/// all actions are therefore one product of a vector of the state and a table, and a softmax over the whole catalog is exact. For continuous actions the
/// network computes the mean. Categorical columns of the state are one-hot encoded into the features: the weights of such a slot are an embedding of its
/// value.
/// </summary>
public abstract class PolicyNetwork
{
    private protected PolicyNetwork()
    {
    }

    /// <summary>Gets the sizes that this network has beside those of the trainer, as options and values. The values are at least 1.</summary>
    internal virtual IEnumerable<(string Option, int Value)> Sizes => [];

    /// <summary>Returns a copy of the network.</summary>
    internal PolicyNetwork Copy() => (PolicyNetwork)MemberwiseClone();

    /// <summary>Returns the part of the network that needs the zeros of sparse features, as the subject of an error, or null.</summary>
    /// <param name="usesKeysAlone">Whether actions are known by their keys alone.</param>
    internal abstract string? PartWithZeros(bool usesKeysAlone);

    /// <summary>Creates the plan from the features of a state to [u, c].</summary>
    internal abstract NetworkPlan State(TowerSizes sizes);

    /// <summary>Creates the plan from the features of an action, and its key as field 0, to [v, b].</summary>
    internal abstract NetworkPlan Action(TowerSizes sizes);

    /// <summary>Creates the plan from all features to the outputs: the mean of a continuous action, or the score of a candidate.</summary>
    internal abstract NetworkPlan OneSided(int inputWidth, IReadOnlyList<int> hiddenUnits, int outputWidth);

    /// <summary>Creates the embedding of an action's key, with vectors of the given width.</summary>
    private protected static EmbeddingNode Key(TowerSizes sizes, int width) => new(0, sizes.ActionCount, width);

    /// <summary>Creates the weights of an action's key in a linear part.</summary>
    private protected static EmbeddingNode KeyWeights(TowerSizes sizes, int width) => Key(sizes, width) with { StartsAtZero = true };

    /// <summary>
    /// Adds the deep part of the action's side. It maps the features of the action and, if used, the embedding of its key through hidden layers to [v,
    /// b], which start at 0. The policy therefore starts without a preference. With random initial values, it would first have to unlearn a preference
    /// for every action.
    /// </summary>
    private protected static int DeepAction(PlanBuilder builder, TowerSizes sizes, IEnumerable<int> keys)
    {
        var fields = builder.Concat([.. sizes.ActionWidth > 0 ? [PlanBuilder.Input] : Array.Empty<int>(), .. keys]);
        return builder.Linear(builder.Layers(fields, sizes.HiddenUnits), sizes.EmbeddingDimension + 1);
    }

    /// <summary>Builds one side of a sum of two-tower functions: the vectors are concatenated, and the offsets are added up.</summary>
    /// <param name="builder">The plan.</param>
    /// <param name="vectors">The vectors of functions without an offset.</param>
    /// <param name="functions">The functions whose last value is the offset.</param>
    /// <param name="offsets">Further numbers to add up.</param>
    private protected static NetworkPlan Side(PlanBuilder builder, IEnumerable<int> vectors, IReadOnlyList<int> functions, params IEnumerable<int> offsets)
    {
        int Vector(int function) => builder.Slice(function, 0, builder.WidthOf(function) - 1);
        int Offset(int function) => builder.Slice(function, builder.WidthOf(function) - 1, 1);
        return builder.Build([.. vectors, .. functions.Select(Vector), builder.Sum([.. functions.Select(Offset), .. offsets])]);
    }
}

/// <summary>Contains the sizes of the two sides of a <see cref="PolicyNetwork"/>.</summary>
/// <param name="StateWidth">The number of features of a state.</param>
/// <param name="ActionWidth">The number of features of an action, or 0 if actions have only a key.</param>
/// <param name="ActionCount">The number of actions in the catalog.</param>
/// <param name="UseKey">Whether the key of an action is a field beside its features. It always is if actions have no features.</param>
/// <param name="HiddenUnits">The widths of the hidden layers of deep parts.</param>
/// <param name="EmbeddingDimension">The dimension of the vectors u and v of deep parts.</param>
internal sealed record TowerSizes(int StateWidth, int ActionWidth, int ActionCount, bool UseKey, IReadOnlyList<int> HiddenUnits, int EmbeddingDimension);
