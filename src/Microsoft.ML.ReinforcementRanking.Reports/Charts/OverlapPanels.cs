namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Draws how far policies are from the log: the effective sample sizes and the mean weights.</summary>
internal static class OverlapPanels
{
    private const int RowHeight = 34;
    private const int SmallestHeight = 100;

    public static IEnumerable<Panel> Of(IReadOnlyList<EvaluatedPolicy> policies, Func<EvaluatedPolicy, string> color)
    {
        yield return Draw("Effective sample size, share of the rows", policies, color, Panel.ShareAxis(""),
            metrics => metrics.EffectiveSampleSize / metrics.RowCount, metrics => metrics.UncappedEffectiveSampleSize / metrics.RowCount, "0.0%");
        yield return Draw("Mean weight, which should be 1", policies, color, Panel.With(Panel.Axis(""), ("rangemode", "tozero")),
            metrics => metrics.MeanCappedWeight, metrics => metrics.MeanWeight, "0.000").Mark('x', 1);
    }

    private static Panel Draw(string title, IReadOnlyList<EvaluatedPolicy> policies, Func<EvaluatedPolicy, string> color, Dictionary<string, object?> axis,
        Func<OffPolicyMetrics, double> capped, Func<OffPolicyMetrics, double> uncapped, string format)
    {
        var panel = new Panel(title)
        {
            Height = Math.Max(SmallestHeight, RowHeight * policies.Count),
            XAxis = axis,
            YAxis = Panel.NameAxis(policies.Select(policy => policy.Name)),
        };
        object?[] names = [.. policies.Select(policy => (object)Panel.Text(policy.Name))];
        object?[] colors = [.. policies.Select(color)];
        panel.AddBars("with capped weights", policies.Select(policy => Panel.Finite(capped(policy.Metrics))), names, Panel.Ink, ("orientation", "h"),
            ("width", 0.5), ("marker", new Dictionary<string, object?> { ["color"] = colors }), ("hovertext", Texts(policies, capped, format)),
            ("showlegend", false));
        panel.Add("without the cap", "markers", policies.Select(policy => Panel.Finite(uncapped(policy.Metrics))), names, Panel.Ink,
            ("marker", new Dictionary<string, object?>
            {
                ["color"] = Panel.Ink,
                ["symbol"] = "line-ns-open",
                ["size"] = 18,
                ["line"] = new Dictionary<string, object?> { ["width"] = 3 },
            }),
            ("hovertext", Texts(policies, uncapped, format)));
        return panel;
    }

    private static string[] Texts(IReadOnlyList<EvaluatedPolicy> policies, Func<OffPolicyMetrics, double> value, string format)
        => [.. policies.Select(policy => value(policy.Metrics).ToString(format, System.Globalization.CultureInfo.InvariantCulture))];
}
