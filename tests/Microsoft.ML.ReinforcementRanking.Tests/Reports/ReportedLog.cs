using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Reports;

/// <summary>
/// A log of 400 sessions with five rows, in which one of four actions was chosen at random. Action 3 has the longest watch time and the fewest clicks. A policy
/// chooses it with the probability that its setting says.
/// </summary>
internal static class ReportedLog
{
    public static string[] Responses { get; } = ["WatchTime", "Click"];

    public static OffPolicyMetrics Evaluate(double share, string[]? responses = null)
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 2000).Select(row =>
        {
            var action = random.Next(4);
            return new Row
            {
                GroupId = row / 5,
                Propensity = 0.25f,
                Probability = (float)(action == 3 ? share : (1 - share) / 3),
                WatchTime = 5 + action + random.NextSingle(),
                Click = random.NextDouble() < 0.5 - 0.1 * action ? 1 : 0,
            };
        });
        var ml = new MLContext(1);
        var options = new OffPolicyOptions { NumberOfBootstrapSamples = 200, Seed = 1 };
        return ml.Ranking.EvaluateOffPolicy(ml.Data.LoadFromEnumerable(rows), responses ?? Responses, options: options);
    }

    public static TrainingHistoryEntry Entry(string stage, int epoch, string loss, double value, params (string Name, double Value)[] metrics)
        => new(stage, epoch, new Dictionary<string, double> { [loss] = value }, metrics.ToDictionary(metric => metric.Name, metric => metric.Value));

    private sealed class Row
    {
        public int GroupId { get; set; }

        public float Propensity { get; set; }

        public float Probability { get; set; }

        public float WatchTime { get; set; }

        public float Click { get; set; }
    }
}
