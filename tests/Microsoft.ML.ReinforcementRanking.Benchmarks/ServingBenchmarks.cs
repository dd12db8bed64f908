using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Measures the ranking of 1,000 actions for one raw state through a normalizer, a concatenation, and a policy. For comparison, ML.NET's prediction engine
/// predicts one action.
/// </summary>
[MemoryDiagnoser]
public class ServingBenchmarks
{
    private const int Actions = 1000;
    private const int Numbers = 32;

    private readonly State _state = new() { Numbers = new float[Numbers], Hour = 20 };
    private readonly Step _step = new() { Video = "video 7", Numbers = new float[Numbers], Hour = 20 };
    private Prediction _prediction = new();
    private PredictionEngine<Step, Prediction> _predictor = null!;
    private ActionRankingEngine<State> _ranker = null!;

    /// <summary>Fits a policy for one epoch on a random log.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        var ml = new MLContext(seed: 1);
        var log = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5 * Actions).Select(row => new Step
        {
            Video = $"video {row % Actions}",
            Numbers = [.. Enumerable.Range(0, Numbers).Select(_ => random.NextSingle())],
            Hour = random.Next(24),
        }).ToArray());
        var model = ml.Transforms.Conversion.MapValueToKey("Action", nameof(Step.Video))
            .Append(ml.Transforms.NormalizeMeanVariance(nameof(Step.Numbers)))
            .Append(ml.Transforms.Concatenate("Features", nameof(Step.Numbers), nameof(Step.Hour)))
            .Append(ml.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 1, ValidationFraction = 0 }))
            .Fit(log);
        _predictor = ml.Model.CreatePredictionEngine<Step, Prediction>(model);
        _ranker = ml.Model.CreateActionRankingEngine<State>(model);
    }

    /// <summary>Disposes the engines.</summary>
    [GlobalCleanup]
    public void CleanUp()
    {
        _predictor.Dispose();
        _ranker.Dispose();
    }

    /// <summary>Computes the probability of one action with ML.NET's engine.</summary>
    [Benchmark(Baseline = true)]
    public float Predict()
    {
        _predictor.Predict(_step, ref _prediction);
        return _prediction.Probability;
    }

    /// <summary>Gets the ten best actions.</summary>
    [Benchmark]
    public IReadOnlyList<RankedAction> TopActions() => _ranker.TopActions(_state, 10);

    /// <summary>Computes the probabilities of all actions.</summary>
    [Benchmark]
    public float[] ActionProbabilities() => _ranker.ActionProbabilities(_state);

    private sealed class State
    {
        [VectorType(ServingBenchmarks.Numbers)]
        public float[] Numbers { get; set; } = [];

        public float Hour { get; set; }
    }

    private sealed class Step
    {
        public string Video { get; set; } = "";

        [VectorType(ServingBenchmarks.Numbers)]
        public float[] Numbers { get; set; } = [];

        public float Hour { get; set; }
    }

    private sealed class Prediction
    {
        public float Probability { get; set; }
    }
}
