using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents DeepFM (Guo et al., "DeepFM: A Factorization-Machine based Neural Network for CTR Prediction", IJCAI 2017): the sum of a factorization
/// machine (docs/equations-tscac.md (30)) and a network with hidden layers over the same fields, trained together. The fields are the features of the
/// state and, over a catalog, the features of the action and its key. Pairs within the state are the same for all actions and do not change a policy.
/// Pairs of state and action are computed as one product.
/// </summary>
public sealed class DeepFMNetwork : PolicyNetwork
{
    /// <summary>The dimension of the vector of every field, at least 1. The default is 8.</summary>
    [Range(4, 32, 8, true)]
    public int FieldDimension { get; set; } = 8;

    internal override IEnumerable<(string Option, int Value)> Sizes => [(nameof(FieldDimension), FieldDimension)];

    internal override string? PartWithZeros(bool usesKeysAlone) => nameof(DeepFMNetwork);

    internal override NetworkPlan State(TowerSizes sizes)
    {
        var builder = new PlanBuilder(sizes.StateWidth);
        // The hidden layers read the numbers themselves, because a dense layer over the concatenated products of numbers and vectors is a dense layer
        // over the numbers.
        return Side(builder, [], [Machine(builder, []), builder.Tower(PlanBuilder.Input, sizes.HiddenUnits, sizes.EmbeddingDimension + 1)]);
    }

    internal override NetworkPlan Action(TowerSizes sizes)
    {
        var builder = new PlanBuilder(sizes.ActionWidth);
        int[] keys = sizes.UseKey ? [builder.Add(Key(sizes, FieldDimension))] : [];
        int[] weights = sizes.UseKey ? [builder.Add(KeyWeights(sizes, 1))] : [];
        var deep = DeepAction(builder, sizes, keys);
        // A key alone has no pairs, and it is its own sum.
        return sizes.ActionWidth == 0
            ? Side(builder, keys, [deep], weights)
            : Side(builder, [], [Machine(builder, keys), deep], [builder.Linear(PlanBuilder.Input, 1), .. weights]);
    }

    internal override NetworkPlan OneSided(int inputWidth, IReadOnlyList<int> hiddenUnits, int outputWidth)
    {
        var builder = new PlanBuilder(inputWidth);
        var pairs = builder.Concat([.. Enumerable.Range(0, outputWidth).Select(_ => builder.Slice(Machine(builder, []), FieldDimension, 1))]);
        return builder.Build([builder.Sum(builder.Linear(PlanBuilder.Input, outputWidth), pairs, builder.Tower(PlanBuilder.Input, hiddenUnits, outputWidth))]);
    }

    private int Machine(PlanBuilder builder, IReadOnlyList<int> embeddings)
        => builder.Add(new FactorizationMachineNode(PlanBuilder.Input, embeddings, FieldDimension + 1));
}
