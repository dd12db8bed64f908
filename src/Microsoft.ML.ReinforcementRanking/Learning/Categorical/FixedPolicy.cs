using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp;
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

    public override IEnumerable<WeightedNetwork> Parts => _parts;

    protected override int ActionCount => _parts[0].Network.ActionCount;

    public void Dispose()
    {
        foreach (var part in _parts)
            part.Network.Dispose();
    }

    private static TwoTowerNetwork Load(PolicyBlock block, Device device, int sparseWidth)
    {
        var network = new TwoTowerNetwork(block.Function, sparseWidth);
        network.to(device);
        network.eval();
        return network;
    }
}
