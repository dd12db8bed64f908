using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>A learned policy: the softmax of a two-tower network, times a sharpness that calibration sets after training.</summary>
internal sealed class NetworkPolicy(TwoTowerNetwork network) : SoftmaxPolicy
{
    public TwoTowerNetwork Network => network;

    /// <summary>The inverse temperature; 1 until calibrated.</summary>
    public double Sharpness { get; set; } = 1;

    public override IEnumerable<WeightedNetwork> Parts => [new(network, Sharpness)];

    protected override int ActionCount => network.ActionCount;
}
