using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>A row of the tables.</summary>
/// <param name="Name">As the paper has it.</param>
/// <param name="Fit">Trains it.</param>
/// <param name="IsSharpened">Whether its temperature is set; a clone of a uniform log has nothing but noise to sharpen.</param>
internal sealed record Method(string Name, Func<MethodTrainer, TablePolicy> Fit, bool IsSharpened = true);

/// <summary>The methods of the paper's tables but TSCAC, whose strength is set after training. A further method is a further entry.</summary>
internal static class Roster
{
    public const string Ranker = "boosted trees (LTR)";

    public const string Tscac = "TSCAC";

    public static IReadOnlyList<Method> Methods { get; } =
    [
        new("behavior cloning", trainer => trainer.CloneBehavior(), IsSharpened: false),
        new("Wide&Deep", trainer => trainer.RewardWeighted(new WideAndDeepNetwork())),
        new("DeepFM", trainer => trainer.RewardWeighted(new DeepFMNetwork())),
        new("RCPO", trainer => trainer.Rcpo(CriticStructure.Joint)),
        new("RCPO-Multi-Critic", trainer => trainer.Rcpo(CriticStructure.PerResponse)),
        new("Pareto", trainer => trainer.Pareto()),
        new("Interaction-AC", trainer => trainer.InteractionsOnly()),
    ];

    /// <summary>The arms of the online test.</summary>
    public static IReadOnlyList<string> Online { get; } = [Ranker, "RCPO", "Interaction-AC", Tscac];
}
