using System.Collections.Concurrent;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Reports;

/// <summary>
/// A log of 400 sessions with five rows, in which one of four actions was chosen at random. Action 3 has the longest watch time and the fewest clicks. A policy
/// chooses it with the probability that its setting says.
/// </summary>
internal static class ReportedLog
{
    public static string[] Responses { get; } = ["WatchTime", "Click"];

    private static readonly ConcurrentDictionary<(double, string), OffPolicyMetrics> Known = [];

    public static OffPolicyMetrics Evaluate(double share, params string[] responses)
        => Known.GetOrAdd((share, string.Join(' ', responses)), _ => Compute(share, responses.Length > 0 ? responses : Responses));

    private static OffPolicyMetrics Compute(double share, string[] responses)
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
        return ml.Ranking.EvaluateOffPolicy(ml.Data.LoadFromEnumerable(rows), responses, options: options);
    }

    public static TrainingHistoryEntry Entry(string stage, int epoch, string loss, double value, params (string Name, double Value)[] metrics)
        => new(stage, epoch, new Dictionary<string, double> { [loss] = value }, metrics.ToDictionary(metric => metric.Name, metric => metric.Value));

    /// <summary>Returns a report with every section.</summary>
    public static TrainingReport Full(string title)
    {
        var ml = new MLContext(1);
        var rows = Enumerable.Range(0, 200).Select(row => new Row { GroupId = row / 5, Probability = 0.01f * (row % 90), Click = row % 90 > row % 37 ? 1 : 0 });
        var log = ml.Data.LoadFromEnumerable(rows);
        return new TrainingReport(title) { AllowedAuxiliaryLoss = 0.9 }
            .AddPolicy("boosted trees", Evaluate(0.4))
            .AddTradeOff("TSCAC", [new("λ = 2", Evaluate(0.3)), new("λ = 1", Evaluate(0.5)), new("λ = 0.5", Evaluate(0.7))])
            .AddHistory("TSCAC", [
                .. Enumerable.Range(1, 3).Select(epoch => Entry("critic Click", epoch, "temporal difference", 1.0 / epoch, ("error", 1.5 / epoch))),
                Entry("fine-tuning", 1, "Click weight spread", 0.1)])
            .AddCalibration(ml.Ranking.EvaluateCalibration(log, "Click"))
            .AddImportance([new("Features", [-1, -2]), new("<b>", [0.1, 0])], "watch time")
            .AddDiagnosis(ml.Data.DiagnoseLog(log, ["Click"], new() { FeatureColumnName = null, ActionColumnName = null }));
    }

    private sealed class Row
    {
        public int GroupId { get; set; }

        public float Propensity { get; set; }

        public float Probability { get; set; }

        public float WatchTime { get; set; }

        public float Click { get; set; }
    }
}
