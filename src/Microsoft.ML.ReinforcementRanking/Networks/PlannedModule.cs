using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Represents a plan as a trainable libtorch module, from [rows, input width] to [rows, output width]. Dropout follows every ReLU.</summary>
internal sealed class PlannedModule : nn.Module<Tensor, Tensor>
{
    private readonly NetworkPlan _plan;
    private readonly PlanLayer[] _layers;
    private readonly double _dropout;

    // TorchSharp reads this field, because it finds the parameters of a module in its fields.
    private readonly ModuleList<nn.Module> _modules;

    public PlannedModule(NetworkPlan plan, double dropout)
        : base(nameof(PlannedModule))
    {
        _plan = plan;
        _dropout = dropout;
        _layers = [.. plan.Nodes.Select(node => new PlanLayer(plan, node))];
        _modules = new([.. _layers.SelectMany(layer => layer.Modules)]);
        RegisterComponents();
    }

    public NetworkPlan Plan => _plan;

    public double Dropout => _dropout;

    public override Tensor forward(Tensor input) => Evaluate(input, []);

    /// <summary>Evaluates a plan with categorical fields.</summary>
    /// <param name="input">[rows, input width].</param>
    /// <param name="categories">
    /// The indices of the rows' values for each field, one row after the other, and the positions where the rows start. There are no positions where every
    /// row has exactly one value.
    /// </param>
    public Tensor Evaluate(Tensor input, IReadOnlyList<(Tensor Indices, Tensor? Starts)> categories)
    {
        using var scope = NewDisposeScope();
        var values = new Tensor[_plan.Nodes.Count];
        values[0] = input;
        for (var index = 1; index < values.Length; index++)
        {
            var sources = Array.ConvertAll([.. _plan.Nodes[index].Sources], source => values[source]);
            values[index] = _layers[index].Evaluate(sources, categories, training ? _dropout : 0);
        }
        var output = _plan.Heads.Count == 1 ? values[_plan.Heads[0]].alias() : cat([.. _plan.Heads.Select(head => values[head])], 1);
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>Returns the managed copy, which has the plan and the current weights.</summary>
    public PlannedNetwork ToNetwork() => new(_plan, this.CopyWeights());
}
