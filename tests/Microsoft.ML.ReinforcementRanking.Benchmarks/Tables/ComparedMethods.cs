using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Represents a method, which is a row of the tables.</summary>
/// <param name="Name">The name as in the paper.</param>
/// <param name="Fit">A function that trains the method.</param>
/// <param name="IsTemperatureTuned">
/// Whether a temperature is chosen for the method. A clone of a uniform log has only noise, which a lower temperature would magnify.
/// </param>
internal sealed record Method(string Name, Func<MethodTrainer, TablePolicy> Fit, bool IsTemperatureTuned = true);

/// <summary>Lists the methods of the tables of the paper, except TSCAC, whose strength is chosen after training. A new method is a new entry.</summary>
internal static class ComparedMethods
{
    public const string Ranker = "boosted trees (LTR)";

    public const string Tscac = "TSCAC";

    public static IReadOnlyList<Method> Methods { get; } =
    [
        new("behavior cloning", trainer => trainer.CloneBehavior(), IsTemperatureTuned: false),
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
