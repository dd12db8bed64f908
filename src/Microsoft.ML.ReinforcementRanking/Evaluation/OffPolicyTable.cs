using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Metrics as plain text for a person.</summary>
internal static class OffPolicyTable
{
    /// <summary>A head of three lines, one line per response and estimator, one line per warning.</summary>
    public static string Format(OffPolicyMetrics metrics)
    {
        var text = new PlainText();
        AppendHead(text, metrics);
        var interval = FormattableString.Invariant($"{metrics.ConfidenceLevel:0.###%} interval");
        List<string[]> lines = [["response", "logged", "estimator", "value", interval, "lift", interval]];
        lines.AddRange(metrics.Responses.SelectMany(response => Lines(response, response.Name)));
        lines.AddRange(metrics.Placebo is { } placebo ? Lines(placebo, $"{placebo.Name} (placebo)") : []);
        text.Columns(lines);
        foreach (var warning in metrics.Warnings)
        {
            text.Line($"! {warning}");
        }
        return text.ToString();
    }

    private static void AppendHead(PlainText text, OffPolicyMetrics metrics) => text
        .Line($"{metrics.RowCount} rows, {metrics.SessionCount} sessions, effective sample size {metrics.EffectiveSampleSize:0.#} ({metrics.EffectiveSampleSize / metrics.RowCount:0.#%})")
        .Line($"weights: mean {metrics.MeanWeight:0.####}, mean capped {metrics.MeanCappedWeight:0.####}, largest {metrics.MaximumWeight:0.##}, {metrics.ShareOfWeightsAtCap:0.#%} at the cap of {metrics.WeightCap}")
        .Line($"");

    private static IEnumerable<string[]> Lines(ResponseMetrics response, string name)
    {
        yield return Line(name, PlainText.Number(response.LoggedMean), "IPS", response.Ips);
        yield return Line("", "", "SNIPS", response.SelfNormalizedIps);
        yield return Line("", "", "NCIS", response.CappedSelfNormalizedIps);
    }

    private static string[] Line(string name, string logged, string estimator, OffPolicyEstimate estimate) =>
    [
        name, logged, estimator,
        PlainText.Number(estimate.Value), Interval(PlainText.Number, estimate.LowerBound, estimate.UpperBound),
        Percent(estimate.Lift), Interval(Percent, estimate.LiftLowerBound, estimate.LiftUpperBound),
    ];

    private static string Interval(Func<double, string> format, double lower, double upper) =>
        double.IsNaN(lower) ? format(lower) : $"{format(lower)} .. {format(upper)}";

    private static string Percent(double value) => double.IsNaN(value) ? "-" : value.ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture);
}
