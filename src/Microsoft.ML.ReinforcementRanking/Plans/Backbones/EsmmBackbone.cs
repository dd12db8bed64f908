using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the entire-space model (Ma et al., "Entire Space Multi-Task Model", SIGIR 2018), which has shared embeddings and a network per task. The
/// probability of each binary task is the probability of the binary task before it times its own conditional probability (docs/equations-rmtl.md (11)).
/// List the tasks in the order of the funnel, such as click and conversion.
/// </summary>
public sealed class EsmmBackbone : MultiTaskBackbone
{
    /// <summary>The widths of each task's hidden layers before its tower, each at least 1. The default is 128 and 64.</summary>
    public IReadOnlyList<int> BottomUnits { get; set; } = [128, 64];

    private protected override void CopyLists()
    {
        base.CopyLists();
        BottomUnits = OptionCopy.Of(BottomUnits);
    }

    private protected override IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes => [(nameof(BottomUnits), BottomUnits, 1)];

    internal override IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary)
    {
        var state = newState();
        var outputs = new int[isBinary.Count];
        int? before = null;
        for (var task = 0; task < outputs.Length; task++)
        {
            outputs[task] = Tower(builder, builder.Layers(state, BottomUnits));
            if (!isBinary[task])
                continue;
            if (before is { } condition)
                outputs[task] = builder.Add(new ConjunctionNode(condition, outputs[task]));
            before = outputs[task];
        }
        return outputs;
    }
}
