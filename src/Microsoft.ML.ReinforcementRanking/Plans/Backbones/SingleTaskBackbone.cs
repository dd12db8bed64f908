using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents one network per task, including its embeddings. The tasks share only the training loop.</summary>
public sealed class SingleTaskBackbone : MultiTaskBackbone
{
    /// <summary>The widths of the hidden layers before the tower, each at least 1. The default is 128 and 64.</summary>
    public IReadOnlyList<int> BottomUnits { get; set; } = [128, 64];

    private protected override void CopyLists()
    {
        base.CopyLists();
        BottomUnits = OptionCopy.Of(BottomUnits);
    }

    private protected override IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes => [(nameof(BottomUnits), BottomUnits, 1)];

    internal override IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary)
        => [.. isBinary.Select(_ => Tower(builder, builder.Layers(newState(), BottomUnits)))];
}
