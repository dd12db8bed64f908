using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a network with hidden layers that all tasks share and a tower per task (Caruana, "Multitask Learning", 1997).</summary>
public sealed class SharedBottomBackbone : MultiTaskBackbone
{
    /// <summary>The widths of the shared hidden layers, each at least 1. The default is 128 and 64.</summary>
    public IReadOnlyList<int> BottomUnits { get; set; } = [128, 64];

    private protected override void CopyLists()
    {
        base.CopyLists();
        BottomUnits = OptionCopy.Of(BottomUnits);
    }

    private protected override IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes => [(nameof(BottomUnits), BottomUnits, 1)];

    internal override IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary)
    {
        var bottom = builder.Layers(newState(), BottomUnits);
        return [.. isBinary.Select(_ => Tower(builder, bottom))];
    }
}
