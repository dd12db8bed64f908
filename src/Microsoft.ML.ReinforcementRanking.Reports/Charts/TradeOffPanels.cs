namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>
/// Draws the settings of one policy as a curve: the lift of the main response against that of each auxiliary response, with the intervals of both. The
/// logged policy is where the zero lines cross.
/// </summary>
internal static class TradeOffPanels
{
    public static IEnumerable<Panel> Of(TradeOffData data, PolicyColors colors)
    {
        var responses = data.Settings[0].Metrics.Responses;
        return responses.Count == 1 ? [AgainstSetting(data, colors)] : responses.Skip(1).Select(response => Draw(data, response.Name, colors));
    }

    private static Panel Draw(TradeOffData data, string response, PolicyColors colors)
    {
        var main = data.Settings[0].Metrics.Responses[0].Name;
        var panel = new Panel("")
        {
            Height = 320,
            XAxis = Panel.PercentAxis($"{response}: lift over the log"),
            YAxis = Panel.PercentAxis($"{main}: lift over the log"),
        };
        panel.Add("logged policy", "markers", [0], [0], PolicyColors.Logged, ("marker", Marker(PolicyColors.Logged, 12, "diamond")),
            ("hovertext", "the log"));
        Add(panel, data.Policy, data, data.Settings, response, main, colors[data.Policy], "lines+markers+text");
        foreach (var other in data.Others)
            Add(panel, other.Name, data, [other], response, main, colors[other.Name], "markers");
        if (data.Chosen is { } chosen)
            Ring(panel, data, chosen, response, main, colors[data.Policy]);
        return panel;
    }

    private static void Add(Panel panel, string name, TradeOffData data, IReadOnlyList<EvaluatedPolicy> settings, string response, string main, string color,
        string mode)
    {
        var x = settings.Select(setting => data.Estimate(setting, response)).ToArray();
        var y = settings.Select(setting => data.Estimate(setting, main)).ToArray();
        panel.Add(name, mode, x.Select(estimate => Panel.Finite(estimate.Lift)), y.Select(estimate => Panel.Finite(estimate.Lift)), color,
            ("text", settings.Select(setting => Panel.Text(setting.Name)).ToArray()), ("textposition", "top left"), ("cliponaxis", false),
            ("error_x", Panel.With(Panel.ErrorBars(x.Select(Interval), color), ("thickness", 1))),
            ("error_y", Panel.With(Panel.ErrorBars(y.Select(Interval), color), ("thickness", 1))),
            ("hovertext", settings.Select((setting, index) => Panel.Text(
                $"{setting.Name}: {main} {EstimateSource.Describe(y[index])}, {response} {EstimateSource.Describe(x[index])}")).ToArray()));
    }

    /// <summary>Rings the setting that is chosen.</summary>
    private static void Ring(Panel panel, TradeOffData data, EvaluatedPolicy chosen, string response, string main, string color) => panel.Add(
        $"chosen: {chosen.Name}", "markers", [Panel.Finite(data.Estimate(chosen, response).Lift)], [Panel.Finite(data.Estimate(chosen, main).Lift)], color,
        ("marker", new Dictionary<string, object?>
        {
            ["symbol"] = "circle-open",
            ["size"] = 20,
            ["color"] = color,
            ["line"] = new Dictionary<string, object?> { ["width"] = 3 },
        }),
        ("hoverinfo", "skip"));

    /// <summary>Draws the lift of the only response by setting.</summary>
    private static Panel AgainstSetting(TradeOffData data, PolicyColors colors)
    {
        var main = data.Settings[0].Metrics.Responses[0].Name;
        var estimates = data.Settings.Select(setting => data.Estimate(setting, main)).ToArray();
        var color = colors[data.Policy];
        return new Panel("")
        {
            XAxis = Panel.With(Panel.NameAxis(data.Settings.Select(setting => setting.Name)), ("autorange", true)),
            YAxis = Panel.PercentAxis($"{main}: lift over the log"),
        }.Add(data.Policy, "lines+markers", data.Settings.Select(setting => (object)Panel.Text(setting.Name)),
            estimates.Select(estimate => Panel.Finite(estimate.Lift)), color, ("error_y", Panel.ErrorBars(estimates.Select(Interval), color)),
            ("hovertext", estimates.Select(EstimateSource.Describe).ToArray()));
    }

    private static (double Value, double Lower, double Upper) Interval(OffPolicyEstimate estimate)
        => (estimate.Lift, estimate.LiftLowerBound, estimate.LiftUpperBound);

    private static Dictionary<string, object?> Marker(string color, int size, string symbol)
        => new() { ["color"] = color, ["size"] = size, ["symbol"] = symbol };
}

/// <summary>Represents the settings of one policy, from one end of the trade-off to the other.</summary>
/// <param name="Policy">The name of the policy.</param>
/// <param name="Settings">The settings, at least one.</param>
/// <param name="Others">Policies that are shown beside the curve.</param>
/// <param name="Chosen">The setting that is chosen, or null.</param>
/// <param name="Estimator">The estimator.</param>
internal sealed record TradeOffData(
    string Policy, IReadOnlyList<EvaluatedPolicy> Settings, IReadOnlyList<EvaluatedPolicy> Others, EvaluatedPolicy? Chosen, string Estimator)
{
    public OffPolicyEstimate Estimate(EvaluatedPolicy setting, string response)
        => EstimateSource.Find(EstimateSource.Response(setting, response), Estimator).Estimate;
}
