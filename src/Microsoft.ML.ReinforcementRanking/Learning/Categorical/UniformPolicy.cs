namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Every action of the catalog with the same probability: the behavior policy of a random-exposure log.</summary>
internal sealed class UniformPolicy(int actionCount) : SoftmaxPolicy
{
    public override IEnumerable<WeightedNetwork> Parts => [];

    protected override int ActionCount => actionCount;
}
