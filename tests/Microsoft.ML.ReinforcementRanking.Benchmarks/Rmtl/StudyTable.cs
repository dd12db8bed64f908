using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>
/// Collects the metrics of the variants of a backbone on the test rows over seeds, and prints their means and their differences from the control.
/// </summary>
internal sealed class StudyTable(string backbone, IReadOnlyList<string> tasks, SessionDataset test)
{
    private readonly Dictionary<string, List<TaskPredictions>> _predictions = [];
    private readonly List<string> _notes = [];

    public static void PrintHead(IReadOnlyList<string> tasks)
    {
        string[] columns = ["AUC", "GAUC", "log loss", "Δ ± se (1e-4)", "session log loss", "Δ ± se (1e-4)", "worst tenth", "Δ ± se (1e-3)", "calibration"];
        var names = tasks.SelectMany(task => columns.Select(column => $"{task} {column}")).ToArray();
        Console.WriteLine($"| backbone | fine-tuning | {string.Join(" | ", names)} |");
        Console.WriteLine($"|---|---|{string.Concat(names.Select(_ => "---|"))}");
    }

    public void Add(string variant, TaskPredictions predictions)
    {
        if (!_predictions.TryGetValue(variant, out var seeds))
            _predictions.Add(variant, seeds = []);
        seeds.Add(predictions);
    }

    public void Note(string note) => _notes.Add(note);

    public void Print()
    {
        foreach (var (variant, seeds) in _predictions)
        {
            var cells = Enumerable.Range(0, tasks.Count).SelectMany(task => Cells(variant, seeds, task));
            Console.WriteLine($"| {backbone} | {variant} | {string.Join(" | ", cells)} |");
        }
        Console.Error.WriteLine($"{backbone}, chosen on the validation rows: {string.Join("; ", _notes)}");
    }

    private IEnumerable<string> Cells(string variant, IReadOnlyList<TaskPredictions> seeds, int task)
    {
        var metrics = seeds.Select(seed => seed.Describe()[task]).ToArray();
        yield return Mean(metrics, metric => metric.AreaUnderRocCurve, "F4");
        yield return Mean(metrics, metric => metric.GroupAreaUnderRocCurve, "F4");
        yield return Mean(metrics, metric => metric.LogLoss, "F4");
        yield return Difference(variant, task, Enumerable.Repeat(1.0, test.RowCount).ToArray(), 1e4);
        yield return Mean(metrics, metric => metric.SessionLogLoss, "F4");
        yield return Difference(variant, task, SessionShares(), 1e4);
        yield return Mean(metrics, metric => metric.WorstTenthSessionLoss, "F3");
        yield return WorstTenth(variant, task);
        yield return Mean(metrics, metric => metric.CalibrationError, "F4");
    }

    private static string Mean(TaskMetrics[] metrics, Func<TaskMetrics, double> value, string format)
        => Spread.Text(Array.ConvertAll(metrics, metric => value(metric)), format);

    /// <summary>Gets the weight of each row in the session log loss, multiplied by the number of sessions.</summary>
    private double[] SessionShares()
    {
        var lengths = new int[test.SessionCount];
        foreach (var session in test.SessionOfRow)
            lengths[session]++;
        return [.. test.SessionOfRow.Select(session => 1.0 / lengths[session])];
    }

    private string Difference(string variant, int task, double[] rowWeights, double unit)
    {
        if (variant == "control")
            return "";
        var counts = BySession(row => rowWeights[row]);
        var sums = _predictions[variant]
            .Zip(_predictions["control"], (own, control) => BySession(row => rowWeights[row] * (own.Loss(task, row) - control.Loss(task, row))));
        return Text(PairedDifference.Of([.. sums], counts), unit);
    }

    private string WorstTenth(string variant, int task)
    {
        if (variant == "control")
            return "";
        var sums = _predictions[variant]
            .Zip(_predictions["control"], (own, control) => Shortfall(own, task).Zip(Shortfall(control, task), (left, right) => left - right).ToArray());
        return Text(PairedDifference.Of([.. sums], [.. Enumerable.Repeat(1.0, test.SessionCount)]), 1e3);
    }

    /// <summary>
    /// Computes a value for each session, whose mean is the loss of the worst tenth: limit + max(0, total − limit) · n / k. The limit is the smallest
    /// total of the worst k of n sessions. To first order, resampling these values is resampling the metric.
    /// </summary>
    private double[] Shortfall(TaskPredictions predictions, int task)
    {
        var totals = BySession(row => predictions.Loss(task, row));
        var worst = (totals.Length + 9) / 10;
        var limit = totals.OrderDescending().ElementAt(worst - 1);
        return Array.ConvertAll(totals, total => limit + Math.Max(0, total - limit) * totals.Length / worst);
    }

    private double[] BySession(Func<int, double> value)
    {
        var sums = new double[test.SessionCount];
        for (var row = 0; row < test.RowCount; row++)
            sums[test.SessionOfRow[row]] += value(row);
        return sums;
    }

    private static string Text((double Mean, double StandardError) difference, double unit)
        => string.Create(CultureInfo.InvariantCulture, $"{unit * difference.Mean:+0.0;-0.0;0.0} ± {unit * difference.StandardError:F1}");
}
