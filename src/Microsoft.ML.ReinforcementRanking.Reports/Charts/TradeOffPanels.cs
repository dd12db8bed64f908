namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>
/// Draws the settings of one policy as a curve: the lift of the main response against that of each auxiliary response, with the intervals of both. The
/// logged policy is where the zero lines cross.
/// </summary>
internal static class TradeOffPanels
{
    public const string LoggedName = "logged policy";

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
            XAxis = Panel.LiftAxis($"{response}: lift over the log", data.Lifts(response)),
            YAxis = Panel.LiftAxis($"{main}: lift over the log", data.Lifts(main)),
        };
        panel.Add(LoggedName, "markers", [0], [0], PolicyColors.Logged, ("marker", Marker(PolicyColors.Logged, 12, "diamond")),
            ("hovertext", "the log"));
        Add(panel, data.Policy, data, data.Settings, response, main, colors[data.Policy], "lines+markers+text", data.HasName(response, main));
        foreach (var other in data.Others)
            Add(panel, other.Name, data, [other], response, main, colors[other.Name], "markers", [false]);
        if (data.Chosen is { } chosen)
            Ring(panel, data, chosen, response, main, colors[data.Policy]);
        return panel;
    }

    private static void Add(Panel panel, string name, TradeOffData data, IReadOnlyList<EvaluatedPolicy> settings, string response, string main, string color,
        string mode, bool[] names)
    {
        var x = settings.Select(setting => data.Estimate(setting, response)).ToArray();
        var y = settings.Select(setting => data.Estimate(setting, main)).ToArray();
        // Names stand where the curve does not go.
        var place = x[^1].Lift >= x[0].Lift == y[^1].Lift >= y[0].Lift ? "top left" : "top right";
        panel.Add(name, mode, x.Select(estimate => Panel.Finite(estimate.Lift)), y.Select(estimate => Panel.Finite(estimate.Lift)), color,
            ("text", settings.Zip(names, (setting, isNamed) => isNamed ? Panel.Text(setting.Name) : "").ToArray()),
            ("textposition", place), ("cliponaxis", false),
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
            YAxis = Panel.LiftAxis($"{main}: lift over the log", data.Lifts(main)),
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

    /// <summary>The lifts of a response with the bounds of all settings and policies.</summary>
    public IEnumerable<double> Lifts(string response) => Settings.Concat(Others).SelectMany(setting => EstimateSource.Lifts(Estimate(setting, response)));

    /// <summary>
    /// Whether a setting has its name beside its point: the ends of the curve, what is chosen, and others that are not too near to one with a name.
    /// </summary>
    public bool[] HasName(string response, string main)
    {
        var points = Settings.Select(setting => (X: Estimate(setting, response).Lift, Y: Estimate(setting, main).Lift)).ToArray();
        var (width, height) = (Spread(points.Select(point => point.X)), Spread(points.Select(point => point.Y)));
        var named = Settings.Select((setting, index) => index == 0 || index == Settings.Count - 1 || setting == Chosen).ToArray();
        for (var index = 0; index < points.Length; index++)
        {
            named[index] |= points.Index().Where(other => named[other.Index]).All(other =>
                Math.Abs(points[index].Y - other.Item.Y) > 0.09 * height || Math.Abs(points[index].X - other.Item.X) > 0.25 * width);
        }
        return named;
    }

    private static double Spread(IEnumerable<double> values) => values.Append(0).Max() - values.Append(0).Min();
}
