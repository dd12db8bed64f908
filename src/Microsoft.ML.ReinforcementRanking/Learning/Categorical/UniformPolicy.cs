namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Every action of the catalogue with the same probability: the behaviour policy of a random-exposure log.</summary>
internal sealed class UniformPolicy(int actionCount) : CategoricalPolicy
{
    public override IEnumerable<WeightedNetwork> Parts => [];

    protected override int ActionCount => actionCount;
}
