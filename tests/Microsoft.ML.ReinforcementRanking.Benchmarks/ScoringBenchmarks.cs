using BenchmarkDotNet.Attributes;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>Measures the scoring of one row by a catalog policy with the sizes of KuaiRand: four towers of 226-64-33 over 7,583 actions.</summary>
public class ScoringBenchmarks
{
    private const int StateWidth = 226;
    private const int Actions = 7_583;
    private const int Towers = 4;
    private const int Width = 33;

    private readonly float[] _output = new float[1];
    private HeadRow _row = null!;
    private HeadEvaluator _evaluator = null!;

    /// <summary>Builds the policy from random weights with a seed.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        float[] Weights(int length) => [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)];
        var plan = NetworkPlan.Tower(StateWidth, [64], Width);
        PolicyBlock[] blocks = [.. Enumerable.Range(0, Towers).Select(_ =>
            new PolicyBlock(new(new(plan, [.. plan.WeightLengths.Select(Weights)]), Weights(Actions * Width)), ReferenceFactor: 1, ImprovementFactor: 0))];
        var head = new CategoricalPolicyHead("Action", blocks, [], constraintStrength: null);
        _evaluator = head.CreateEvaluator();
        _row = new(head) { ActionIndex = 17 };
        _row.State.Set(Weights(StateWidth));
    }

    /// <summary>Computes the logit of the action of the row.</summary>
    [Benchmark(Baseline = true)]
    public float Score() => Compute(0);

    /// <summary>Computes the softmax over the whole catalog.</summary>
    [Benchmark]
    public float Probability() => Compute(1);

    private float Compute(int column)
    {
        _evaluator.Load(_row);
        _evaluator.Compute(column, _output);
        return _output[0];
    }
}
