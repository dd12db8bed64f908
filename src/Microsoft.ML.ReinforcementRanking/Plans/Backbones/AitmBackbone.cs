using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents adaptive information transfer (Xi et al., "Modeling the Sequential Dependence among Audience Multi-step Conversions with Multi-task
/// Learning", KDD 2021). Each task has a network over shared embeddings, and attention decides how much each task takes from the task before it
/// (docs/equations-rmtl.md (13)). List the tasks in the order of the funnel.
/// </summary>
public sealed class AitmBackbone : MultiTaskBackbone
{
    /// <summary>The widths of each task's hidden layers before its tower, each at least 1. The default is 128 and 64.</summary>
    public IReadOnlyList<int> BottomUnits { get; set; } = [128, 64];

    /// <summary>
    /// The strength of the behavioral expectation calibrator, <c>max(0, p_k − p_{k−1})</c> of successive binary tasks, at least 0. The default is 0,
    /// which means no calibrator. The authors of the method use 0.6.
    /// </summary>
    [Range(0.0, 1.0, 0.0)]
    public double CalibrationStrength { get; set; }

    internal override double OrderPenalty => CalibrationStrength;

    private protected override void CopyLists()
    {
        base.CopyLists();
        BottomUnits = OptionCopy.Of(BottomUnits);
    }

    private protected override IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes => [(nameof(BottomUnits), BottomUnits, 1)];

    internal override IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary)
    {
        var state = newState();
        int[] features = [.. isBinary.Select(_ => builder.Layers(state, BottomUnits))];
        for (var task = 1; task < features.Length; task++)
        {
            var width = builder.WidthOf(features[task]);
            features[task] = builder.Add(new AttentionNode([builder.Dense(features[task - 1], width), features[task]], width));
        }
        return [.. features.Select(feature => Tower(builder, feature))];
    }
}
