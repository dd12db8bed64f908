namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Draws the lift of each policy by every estimator, in one panel for each response.</summary>
internal static class EstimatePanels
{
    private const int RowHeight = 24;
    private const int SmallestHeight = 120;

    public static IEnumerable<Panel> Of(IReadOnlyList<EvaluatedPolicy> policies, PolicyColors colors)
        => policies[0].Metrics.Responses.Select(response => Draw(response.Name, policies, colors));

    private static Panel Draw(string response, IReadOnlyList<EvaluatedPolicy> policies, PolicyColors colors)
    {
        var estimates = policies
            .Select(policy => (Policy: policy, Estimates: EstimateSource.All(EstimateSource.Response(policy, response)).ToArray())).ToArray();
        string[] names = [.. estimates.SelectMany(policy => policy.Estimates.Select(estimate => estimate.Name)).Distinct()];
        var panel = new Panel(response)
        {
            Height = Math.Max(SmallestHeight, names.Length * (10 + RowHeight * policies.Count / 2)),
            XAxis = Panel.LiftAxis(
                "lift over the log", estimates.SelectMany(policy => policy.Estimates.SelectMany(own => EstimateSource.Lifts(own.Estimate)))),
            // Estimators are numbered from the top, so that the policies of one estimator can be drawn side by side.
            YAxis = Panel.With(Panel.Axis(""), ("tickvals", Enumerable.Range(0, names.Length).ToArray()), ("ticktext", names.Select(Panel.Text).ToArray()),
                ("range", new[] { names.Length - 0.4, -0.6 }), ("zeroline", false), ("showgrid", false)),
        };
        foreach (var (index, (policy, own)) in estimates.Index())
        {
            var offset = (index - (policies.Count - 1) / 2.0) * 0.7 / policies.Count;
            Add(panel, policy.Name, colors[policy.Name], own, name => Array.IndexOf(names, name) + offset);
        }
        return panel;
    }

    private static void Add(Panel panel, string policy, string color, (string Name, OffPolicyEstimate Estimate)[] estimates, Func<string, double> place)
        => panel.Add(policy, "markers", estimates.Select(own => Panel.Finite(own.Estimate.Lift)), estimates.Select(own => (object)place(own.Name)), color,
            ("error_x", Panel.ErrorBars(estimates.Select(own => (own.Estimate.Lift, own.Estimate.LiftLowerBound, own.Estimate.LiftUpperBound)), color)),
            ("hovertext", estimates.Select(own => Panel.Text($"{own.Name}: {EstimateSource.Describe(own.Estimate)}")).ToArray()));
}
