using System.Diagnostics;
using System.Numerics.Tensors;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Compares the ranking of a large catalog in one state with one pass over the memory of its action table, which it cannot do without. The policy has one
/// network with random weights.
/// </summary>
internal static class RankingPart
{
    private const int Actions = 1_000_000;
    private const int Width = 33;
    private const int Features = 64;

    // A single pass is short, and the runtime compiles its code again after some calls.
    private const int Calls = 20;

    public static void Run(SpeedReport report, int repetitions)
    {
        var random = new Random(1);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        var plan = NetworkPlan.Tower(Features, [64], Width);
        var table = Numbers(Actions * Width);
        var block = new PolicyBlock(new(new(plan, [.. plan.WeightLengths.Select(Numbers)]), table), ReferenceFactor: 1, ImprovementFactor: 0);
        var head = new CategoricalPolicyHead("Action", [block], [], constraintStrength: null);
        var state = Numbers(Features);
        var pass = new Side("one pass over the memory", () => Milliseconds(() => TensorPrimitives.Sum<float>(table)));
        report.Compare("ms", Comparison.Run(
        [
            pass,
            new("the ten best actions", () => Milliseconds(() => head.TopActions(state, 10)), pass),
            new("all probabilities", () => Milliseconds(() => head.Probabilities(state)), pass),
        ], repetitions), "The catalog has 1,000,000 actions of 33 numbers each. All sides use one thread.");
    }

    private static double Milliseconds(Action action)
    {
        var clock = Stopwatch.StartNew();
        for (var call = 0; call < Calls; call++)
            action();
        return clock.Elapsed.TotalMilliseconds / Calls;
    }
}
