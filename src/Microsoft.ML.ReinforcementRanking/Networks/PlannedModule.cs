using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>A plan as a trainable libtorch module: [rows, input width] to [rows, output width]. Dropout follows every ReLU.</summary>
internal sealed class PlannedModule : nn.Module<Tensor, Tensor>
{
    private readonly NetworkPlan _plan;
    private readonly ModuleList<Linear> _layers;
    private readonly double _dropout;

    public PlannedModule(NetworkPlan plan, double dropout)
        : base(nameof(PlannedModule))
    {
        _plan = plan;
        _dropout = dropout;
        _layers = new([.. plan.DenseNodes.Select(node => nn.Linear(plan.Nodes[node.From].Width, node.Width))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var values = new Tensor[_plan.Nodes.Count];
        values[0] = input;
        for (var index = 1; index < values.Length; index++)
        {
            var node = (DenseNode)_plan.Nodes[index];
            var sums = _layers[index - 1].forward(values[node.From]);
            values[index] = node.Activation == Activation.Relu
                ? nn.functional.dropout(nn.functional.relu(sums), _dropout, training)
                : sums;
        }
        var output = _plan.Heads.Count == 1 ? values[_plan.Heads[0]] : cat([.. _plan.Heads.Select(head => values[head])], 1);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>The managed copy: plan and weights as they are now.</summary>
    public PlannedNetwork ToNetwork() => new(_plan, this.CopyWeights());
}
