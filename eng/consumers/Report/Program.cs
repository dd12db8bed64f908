using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

// Evaluates a policy on a log, and writes a report, with the package for reports and without libtorch.
var context = new MLContext(seed: 1);
var rows = Enumerable.Range(0, 400).Select(row => new Row { GroupId = row / 4, WatchTime = row % 4, Probability = row % 4 == 3 ? 0.7f : 0.1f });
var metrics = context.Ranking.EvaluateOffPolicy(context.Data.LoadFromEnumerable(rows), [nameof(Row.WatchTime)]);
var report = new TrainingReport("A log").AddPolicy("TSCAC", metrics);
report.Save("report.html");
if (!File.ReadAllText("report.html").Contains("Ship TSCAC: it raises WatchTime by", StringComparison.Ordinal))
    throw new InvalidOperationException($"The report does not recommend the better policy: {report.Verdict}");
Console.WriteLine($"The report is written. {report.Verdict}");

internal sealed class Row
{
    public int GroupId { get; set; }

    public float WatchTime { get; set; }

    public float Probability { get; set; }

    public float Propensity { get; set; } = 0.25f;
}
