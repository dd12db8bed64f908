using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>A learned policy: the softmax of a two-tower network, times a sharpness that calibration sets after training.</summary>
internal sealed class NetworkPolicy(TwoTowerNetwork network) : CategoricalPolicy
{
    public TwoTowerNetwork Network => network;

    /// <summary>The inverse temperature; 1 until calibrated.</summary>
    public double Sharpness { get; set; } = 1;

    public override Tensor Logits(Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return (Sharpness * network.ScoreCandidates(network.EmbedStates(states), network.EmbedActions(candidates.Indices))).MoveToOuterDisposeScope();
    }

    public override Tensor LogitsOf(Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        return (Sharpness * network.ScoreActions(states, actions)).MoveToOuterDisposeScope();
    }

    public override IEnumerable<WeightedNetwork> Parts => [new(network, Sharpness)];
}
