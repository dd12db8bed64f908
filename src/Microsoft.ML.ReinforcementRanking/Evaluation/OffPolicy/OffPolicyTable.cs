using System.Globalization;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Formats metrics as plain text.</summary>
internal static class OffPolicyTable
{
    /// <summary>
    /// Returns a header, a table of the responses per row, a table of the returns per session where there is a discount, one of the values per page where
    /// there are pages, a table of the caps, and a line per warning.
    /// </summary>
    public static string Format(OffPolicyMetrics metrics)
    {
        var text = new PlainText();
        AppendHead(text, metrics);
        AppendColumns(text, metrics, "estimator", metrics.Responses.SelectMany(response => Lines(response, response.Name))
            .Concat(metrics.Placebo is { } placebo ? Lines(placebo, $"{placebo.Name} (placebo)") : []));
        if (metrics.SessionWeights is { } weights)
        {
            text.Line($"")
                .Line(string.Create(CultureInfo.InvariantCulture, $"return of a session, discount {metrics.DiscountFactor}: effective sample size "
                    + $"{weights.EffectiveSessionCount:0.#} sessions ({weights.EffectiveSessionCount / metrics.SessionCount:0.#%}), products of weights: "
                    + $"mean {weights.MeanWeight:0.####}, largest {weights.MaximumWeight:0.##} ({weights.LargestWeightShare:0.#%} of all weight)"));
            AppendColumns(text, metrics, "estimator", metrics.Responses.SelectMany(response =>
                Lines(response.Name, response.SessionReturn!.LoggedMean, EstimatorLevel.Session, response.SessionReturn.Estimates)));
        }
        if (metrics.PageWeights is { } pages)
        {
            AppendHead(text.Line($""), pages);
            AppendColumns(text, metrics, "estimator", metrics.Responses.SelectMany(response =>
                Lines(response.Name, response.Page!.LoggedMean, EstimatorLevel.Page, response.Page.Estimates)));
        }
        if (metrics.Responses.Any(response => response.CapSensitivity.Count > 0))
        {
            text.Line($"").Line($"NCIS at other caps");
            AppendColumns(text, metrics, "cap (effective sample size)", metrics.Responses.SelectMany(CapLines));
        }
        foreach (var warning in metrics.Warnings)
        {
            text.Line($"! {warning}");
        }
        return text.ToString();
    }

    private static void AppendHead(PlainText text, OffPolicyMetrics metrics)
    {
        text
            .Line(string.Create(CultureInfo.InvariantCulture, $"{metrics.RowCount} rows, {metrics.SessionCount} sessions, effective sample size "
                + $"{metrics.EffectiveSampleSize:0.#} ({metrics.EffectiveSampleSize / metrics.RowCount:0.#%}) with capped weights, "
                + $"{metrics.UncappedEffectiveSampleSize:0.#} ({metrics.UncappedEffectiveSampleSize / metrics.RowCount:0.#%}) with uncapped weights"))
            .Line(string.Create(CultureInfo.InvariantCulture, $"weights: mean {metrics.MeanWeight:0.####}, mean capped {metrics.MeanCappedWeight:0.####}, "
                + $"largest {metrics.MaximumWeight:0.##} ({metrics.LargestWeightShare:0.#%} of all weight), {metrics.ShareOfWeightsAtCap:0.#%} at the cap "
                + $"of {metrics.WeightCap}"));
        if (metrics.ZeroProbabilityCount > 0)
            text.Line(string.Create(CultureInfo.InvariantCulture, $"probability 0: {metrics.ZeroProbabilityCount} rows "
                + $"({(double)metrics.ZeroProbabilityCount / metrics.RowCount:0.#%}), of which {metrics.UnseenActionCount} have an action that the policy "
                + $"has never seen"));
        if (metrics.PropensityHalfSampleCount > 0)
            text.Line($"intervals allow for estimated propensities, by {metrics.PropensityHalfSampleCount} half-samples");
        text.Line($"");
    }

    private static void AppendHead(PlainText text, PageWeightMetrics pages)
    {
        text.Line(string.Create(CultureInfo.InvariantCulture, $"value of a page, {pages.PageCount} pages: effective sample size "
            + $"{pages.EffectivePageCount:0.#} pages ({pages.EffectivePageCount / pages.PageCount:0.#%}), products of weights: mean {pages.MeanWeight:0.####}, "
            + $"largest {pages.MaximumWeight:0.##} ({pages.LargestWeightShare:0.#%} of all weight)"));
        if (pages.MeanPositionWeight is { } mean)
            text.Line(string.Create(CultureInfo.InvariantCulture,
                $"weights of items at their positions: mean {mean:0.####}, effective sample size {pages.EffectivePositionSampleSize:0.#} rows"));
    }

    private static IEnumerable<string[]> Lines(ResponseMetrics response, string name) =>
        Lines(name, response.LoggedMean, EstimatorLevel.Row, response.Estimates);

    private static IEnumerable<string[]> Lines(string name, double logged, EstimatorLevel level, IReadOnlyDictionary<string, OffPolicyEstimate> estimates) =>
        EstimatorList.All.Where(estimator => estimator.Level == level && estimates.ContainsKey(estimator.Name))
            .Select((estimator, index) => Line(index == 0 ? name : "", index == 0 ? PlainText.Number(logged) : "", estimator.Label, estimates[estimator.Name]));

    private static IEnumerable<string[]> CapLines(ResponseMetrics response) => response.CapSensitivity.Select((cap, index) =>
        Line(index == 0 ? response.Name : "", index == 0 ? PlainText.Number(response.LoggedMean) : "",
            FormattableString.Invariant($"{cap.WeightCap} ({cap.EffectiveSampleSize:0.#})"), cap.Estimate));

    private static string[] Line(string name, string logged, string estimator, OffPolicyEstimate estimate) =>
    [
        name, logged, estimator,
        PlainText.Number(estimate.Value), Interval(PlainText.Number, estimate.LowerBound, estimate.UpperBound),
        Percent(estimate.Lift), Interval(Percent, estimate.LiftLowerBound, estimate.LiftUpperBound),
    ];

    private static string Interval(Func<double, string> format, double lower, double upper) =>
        double.IsNaN(lower) ? format(lower) : $"{format(lower)} .. {format(upper)}";

    private static void AppendColumns(PlainText text, OffPolicyMetrics metrics, string third, IEnumerable<string[]> rows)
    {
        var interval = FormattableString.Invariant($"{metrics.ConfidenceLevel:0.###%} interval");
        text.Columns([["response", "logged", third, "value", interval, "lift", interval], .. rows]);
    }

    private static string Percent(double value) => double.IsNaN(value) ? "-" : value.ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture);
}

/// <summary>Builds plain text with tables, which is the same in every culture.</summary>
internal sealed class PlainText
{
    private readonly StringBuilder _text = new();

    /// <summary>Formats a number with five significant digits, and NaN as a dash.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>Adds a line.</summary>
    public PlainText Line(FormattableString line) => Line(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a line that is formatted already.</summary>
    public PlainText Line(string line)
    {
        _text.AppendLine(line);
        return this;
    }

    /// <summary>Adds lines with equal numbers of cells. Each column is as wide as its widest cell.</summary>
    public PlainText Columns(IReadOnlyList<string[]> lines)
    {
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        foreach (var line in lines)
        {
            _text.AppendLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
        return this;
    }

    /// <summary>Returns the text without the end of its last line.</summary>
    public override string ToString() => _text.ToString().TrimEnd();
}
