using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Represents the sizes of a <see cref="TwoTowerNetwork"/>. One shape is used by every critic and policy of a fit.</summary>
internal sealed record TwoTowerShape(
    int StateWidth,
    int ActionCount,
    IReadOnlyList<int> HiddenUnits,
    int EmbeddingDimension,
    double Dropout,
    bool UseActionIdentity,
    int MatchedVectors)
{
    /// <summary>The network of both sides, or null for a tower each and an embedding of the action's key that is added to its tower.</summary>
    public PolicyNetwork? Network { get; init; }

    /// <summary>The number of features if states are sparse tensors, or 0.</summary>
    public int SparseWidth { get; init; }

    /// <summary>The number of positions that add a number of their own to the function, or 0 for none.</summary>
    public int PositionCount { get; init; }

    /// <summary>
    /// Gets whether the function has a state side. It has none if a state has no features, because the features of a candidate describe both. What is left of
    /// it is the offset b(a), and the embedding dimension is 0.
    /// </summary>
    public bool HasStates => StateWidth > 0;

    /// <param name="stateWidth">The number of features that the state's side reads.</param>
    /// <param name="actionWidth">The number of features of an action, or 0 for none.</param>
    public NetworkPlan StatePlan(int stateWidth, int actionWidth)
        => Network?.State(Sizes(stateWidth, actionWidth)) ?? NetworkPlan.Tower(stateWidth, HiddenUnits, EmbeddingDimension + 1);

    /// <summary>Null where the embedding of the key is all of the action's side.</summary>
    /// <param name="stateWidth">The number of features that the state's side reads.</param>
    /// <param name="actionWidth">The number of features of an action, or 0 for none.</param>
    public NetworkPlan? ActionPlan(int stateWidth, int actionWidth)
    {
        if (!HasStates)
            return Network?.OneSided(actionWidth, HiddenUnits, outputWidth: 1) ?? NetworkPlan.Tower(actionWidth, HiddenUnits, 1);
        return Network?.Action(Sizes(stateWidth, actionWidth))
            ?? (actionWidth == 0 ? null : NetworkPlan.Tower(actionWidth, HiddenUnits, EmbeddingDimension + 1));
    }

    private TowerSizes Sizes(int stateWidth, int actionWidth)
        => new(stateWidth, actionWidth, ActionCount, actionWidth == 0 || UseActionIdentity, HiddenUnits, EmbeddingDimension);
}
