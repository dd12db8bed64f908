using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Represents a fitted policy as libtorch networks that are evaluated and not trained.</summary>
internal sealed class FixedPolicy : SoftmaxPolicy, IDisposable
{
    private readonly WeightedNetwork[] _parts;

    /// <param name="head">The policy.</param>
    /// <param name="device">The device of the networks.</param>
    /// <param name="sparseWidth">The number of features if states are sparse tensors, or 0.</param>
    public FixedPolicy(CategoricalPolicyHead head, Device device, int sparseWidth = 0) => _parts =
    [
        .. head.Blocks.Select(block => (Block: block, Factor: block.FactorAt(head.ConstraintStrength ?? 1)))
            .Where(part => part.Factor != 0)
            .Select(part => new WeightedNetwork(Load(part.Block, device, sparseWidth), part.Factor)),
    ];

    /// <param name="scores">The score of each candidate of a log. A policy over candidates reads nothing else of them.</param>
    /// <param name="device">The device of the scores.</param>
    public FixedPolicy(float[] scores, Device device) => _parts = [new(Place(new(scores), device), 1)];

    public override IEnumerable<WeightedNetwork> Parts => _parts;

    protected override int ActionCount => _parts[0].Network.ActionCount;

    public void Dispose()
    {
        foreach (var part in _parts)
            part.Network.Dispose();
    }

    private static TwoTowerNetwork Load(PolicyBlock block, Device device, int sparseWidth) => Place(new(block.Function, sparseWidth), device);

    private static TwoTowerNetwork Place(TwoTowerNetwork network, Device device)
    {
        network.MoveTo(device);
        network.SetTraining(false);
        return network;
    }
}
