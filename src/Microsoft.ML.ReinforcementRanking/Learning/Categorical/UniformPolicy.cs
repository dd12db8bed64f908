using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Every action of the catalogue with the same probability: the behaviour policy of a random-exposure log.</summary>
internal sealed class UniformPolicy(int actionCount) : CategoricalPolicy
{
    public override Tensor Logits(Tensor states, CandidateSet candidates)
        => zeros([states.shape[0], candidates.Indices?.shape[0] ?? actionCount], device: states.device);

    public override Tensor LogitsOf(Tensor states, Tensor actions) => zeros([states.shape[0]], device: states.device);

    public override IEnumerable<WeightedNetwork> Parts => [];
}
