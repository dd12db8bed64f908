using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents progressive layered extraction (Tang et al., "Progressive Layered Extraction", RecSys 2020). In every layer, each task has experts of its
/// own beside shared experts. The shared experts read the shared features of the layer before.
/// </summary>
public sealed class PleBackbone : MultiTaskBackbone
{
    /// <summary>The number of shared experts per layer, at least 1. The default is 2.</summary>
    [Range(1, 4, 2)]
    public int NumberOfSharedExperts { get; set; } = 2;

    /// <summary>The number of each task's own experts per layer, at least 0. The default is 2.</summary>
    [Range(1, 4, 2)]
    public int NumberOfTaskExperts { get; set; } = 2;

    /// <summary>The widths of the experts, one for each extraction layer, each at least 1. An expert is one dense layer. The default is 128 and 64.</summary>
    public IReadOnlyList<int> ExpertUnits { get; set; } = [128, 64];

    private protected override void CopyLists()
    {
        base.CopyLists();
        ExpertUnits = OptionCopy.Of(ExpertUnits);
    }

    private protected override IEnumerable<(string Option, IReadOnlyList<int>? Values, int Minimum)> Sizes =>
    [
        (nameof(NumberOfSharedExperts), [NumberOfSharedExperts], 1),
        (nameof(NumberOfTaskExperts), [NumberOfTaskExperts], 0),
        (nameof(ExpertUnits), ExpertUnits, 1),
    ];

    internal override IReadOnlyList<int> Build(PlanBuilder builder, Func<int> newState, IReadOnlyList<bool> isBinary)
    {
        var shared = newState();
        int[] tasks = [.. isBinary.Select(_ => shared)];
        for (var layer = 0; layer < ExpertUnits.Count; layer++)
        {
            int[] Experts(int from, int count) => [.. Enumerable.Range(0, count).Select(_ => builder.Dense(from, ExpertUnits[layer], Activation.Relu))];
            var sharedExperts = Experts(shared, NumberOfSharedExperts);
            var taskExperts = tasks.Select(task => Experts(task, NumberOfTaskExperts)).ToArray();
            var mixtures = tasks.Select((task, index) => builder.Mixture(task, [.. taskExperts[index], .. sharedExperts])).ToArray();
            // No node reads the shared features after the last layer, so they have no gate there.
            if (layer < ExpertUnits.Count - 1)
                shared = builder.Mixture(shared, [.. taskExperts.SelectMany(experts => experts), .. sharedExperts]);
            tasks = mixtures;
        }
        return [.. tasks.Select(task => Tower(builder, task))];
    }
}
