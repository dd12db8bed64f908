using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Creates small scored logs, and evaluates them with few arguments.</summary>
internal static class ScoredLog
{
    public static MLContext Context { get; } = new(seed: 1);

    public static IDataView View<T>(IEnumerable<T> rows)
        where T : class => Context.Data.LoadFromEnumerable(rows);

    /// <summary>
    /// Creates rows of propensity 1/32, which is a power of two, so weights are exact. Every row is its own session unless sessions are given.
    /// </summary>
    public static Row[] Rows(float[] weights, float[] rewards, int rowsPerSession = 1) =>
    [
        .. weights.Zip(rewards, (weight, reward) => (weight, reward))
            .Select((row, i) => new Row { Probability = row.weight / 32, Propensity = 1f / 32, Reward = row.reward, GroupId = i / rowsPerSession }),
    ];

    /// <summary>Computes the weights of such rows as one unit, and the estimates per row that need nothing else.</summary>
    public static (UnitWeightStatistics Weights, IReadOnlyDictionary<string, double> Estimates) Sample(float[] weights, float[] rewards, double weightCap)
    {
        var units = new UnitTable(ColumnStore.Memory);
        var statistics = new UnitWeightStatistics(weightCap, units);
        var sums = EstimatorList.All.Where(estimator => estimator is { Level: EstimatorLevel.Row, Needs: EstimatorNeeds.Weights })
            .ToDictionary(estimator => estimator.Name, estimator => estimator.NewSums(new(weightCap), units));
        foreach (var (weight, reward) in weights.Zip(rewards))
        {
            statistics.Add(0, weight);
            foreach (var own in sums.Values)
                own.Add(new WeightedRow { Weight = weight, Response = reward });
        }
        var log = units.Whole();
        return (statistics, sums.ToDictionary(own => own.Key, own => own.Value.Estimate(log)));
    }

    public static OffPolicyMetrics Evaluate<T>(IEnumerable<T> rows, OffPolicyOptions? options = null)
        where T : class => Context.Ranking.EvaluateOffPolicy(View(rows), ["Reward"], options: options);

    /// <summary>Sets the replicates and the seed of intervals that draw replicates.</summary>
    public static OffPolicyOptions WithBootstrap(this OffPolicyOptions options, int replicates, int? seed = null)
    {
        if (options.Interval != OffPolicyInterval.EmpiricalBernstein)
            (options.NumberOfBootstrapSamples, options.Seed) = (replicates, seed);
        return options;
    }

    public sealed class Row
    {
        public float Probability { get; set; }

        public float Propensity { get; set; }

        public float Reward { get; set; }

        public bool Click { get; set; }

        public float Placebo { get; set; }

        public int GroupId { get; set; }

        public string User { get; set; } = "";
    }

    public sealed class RowOf<TGroup>
    {
        public float Probability { get; set; } = 0.5f;

        public double Propensity { get; set; } = 0.5;

        public double Reward { get; set; } = 1;

        public TGroup GroupId { get; set; } = default!;
    }

    public sealed class KeyedRow
    {
        public float Probability { get; set; } = 0.5f;

        public float Propensity { get; set; } = 0.5f;

        public float Reward { get; set; } = 1;

        [KeyType(10)]
        public uint GroupId { get; set; }
    }
}
