using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents a multi-gate mixture of experts, in which each task has its own gate over shared experts (docs/equations-rmtl.md (12); Ma et al., "Modeling
/// Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts", KDD 2018).
/// </summary>
public sealed class MmoeBackbone : MultiTaskBackbone
{
    /// <summary>The number of experts, at least 1. The default is 4.</summary>
    [Range(2, 8, 4)]
    public int NumberOfExperts { get; set; } = 4;

    /// <summary>The widths of an expert's hidden layers, each at least 1. The default is 128 and 64.</summary>
    public IReadOnlyList<int> ExpertUnits { get; set; } = [128, 64];

    private protected override void CopyLists()
    {
        base.CopyLists();
        ExpertUnits = OptionCopy.Of(ExpertUnits);
    }

    private protected override IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes
        => [(nameof(NumberOfExperts), [NumberOfExperts], 1), (nameof(ExpertUnits), ExpertUnits, 1)];

    internal override IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary)
    {
        var state = newState();
        int[] experts = [.. Enumerable.Range(0, NumberOfExperts).Select(_ => builder.Layers(state, ExpertUnits))];
        return [.. isBinary.Select(_ => Tower(builder, builder.Mixture(state, experts)))];
    }
}
