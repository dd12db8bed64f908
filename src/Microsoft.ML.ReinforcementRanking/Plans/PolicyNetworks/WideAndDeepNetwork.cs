using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents Wide&amp;Deep (Cheng et al., "Wide &amp; Deep Learning for Recommender Systems", DLRS 2016): the sum of a linear part and a network with
/// hidden layers, trained together. Over a catalog, the linear part has a weight for every product of a state's feature with an action's feature, or with
/// the action's key if actions have no features. It also has a weight for each feature of the action and for each key.
/// </summary>
public sealed class WideAndDeepNetwork : PolicyNetwork
{
    internal override string? PartWithZeros(bool usesKeysAlone) => usesKeysAlone ? $"{nameof(WideAndDeepNetwork)} over actions without features" : null;

    internal override NetworkPlan State(TowerSizes sizes)
    {
        var builder = new PlanBuilder(sizes.StateWidth);
        // The node maps s to Wᵀs, which is multiplied by the action's features. The features' own weights are the bias. The weights of a key are
        // multiplied by the state itself.
        var wide = sizes.ActionWidth > 0 ? builder.Linear(PlanBuilder.Input, sizes.ActionWidth) : PlanBuilder.Input;
        return builder.Build([wide, builder.Tower(PlanBuilder.Input, sizes.HiddenUnits, sizes.EmbeddingDimension + 1)]);
    }

    internal override NetworkPlan Action(TowerSizes sizes)
    {
        var builder = new PlanBuilder(sizes.ActionWidth);
        var wide = sizes.ActionWidth > 0 ? PlanBuilder.Input : builder.Add(KeyWeights(sizes, sizes.StateWidth));
        int[] keys = sizes.UseKey ? [builder.Add(Key(sizes, sizes.EmbeddingDimension))] : [];
        int[] weights = sizes.UseKey ? [builder.Add(KeyWeights(sizes, 1))] : [];
        return Side(builder, [wide], [DeepAction(builder, sizes, keys)], weights);
    }

    internal override NetworkPlan OneSided(int inputWidth, IReadOnlyList<int> hiddenUnits, int outputWidth)
    {
        var builder = new PlanBuilder(inputWidth);
        return builder.Build([builder.Sum(builder.Linear(PlanBuilder.Input, outputWidth), builder.Tower(PlanBuilder.Input, hiddenUnits, outputWidth))]);
    }
}
