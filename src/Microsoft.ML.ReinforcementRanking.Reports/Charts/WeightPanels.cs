namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Draws the importance weights of each policy as a histogram over a logarithmic axis. The cap and the weight 1 are lines.</summary>
internal static class WeightPanels
{
    /// <summary>Smaller weights hardly count, and have one bar together.</summary>
    private const double Lowest = 1.0 / 64;

    /// <summary>The decimal logarithm of the factor by which the bounds of intervals grow.</summary>
    private const double Width = 0.15051499783199059;

    public static IEnumerable<Panel> Of(IReadOnlyList<EvaluatedPolicy> policies, PolicyColors colors)
    {
        var highest = policies.Max(policy => Math.Max(policy.Metrics.WeightCap * 1.2, policy.Metrics.MaximumWeight));
        return policies.Select(policy => Draw(policy, colors[policy.Name], highest));
    }

    private static Panel Draw(EvaluatedPolicy policy, string color, double highest)
    {
        var metrics = policy.Metrics;
        var bars = Bars(metrics);
        // All policies share the axis, which is one of logarithms, because plotly.js gives bars on a logarithmic axis unequal widths.
        var decades = Enumerable.Range(-1, 40).TakeWhile(power => power <= Math.Log10(highest)).ToArray();
        var panel = new Panel($"{policy.Name}: importance weights")
        {
            Height = 180,
            XAxis = Panel.With(Panel.Axis(""), ("zeroline", false), ("range", new[] { Math.Log10(Lowest) - Width, Math.Log10(highest) + Width }),
                ("tickvals", decades.Select(power => (double)power).Prepend(Math.Log10(Lowest) - Width / 2).ToArray()),
                ("ticktext", decades.Select(power => Panel.Hover($"{Math.Pow(10, power):G4}")).Prepend("less").ToArray())),
            YAxis = Panel.ShareAxis("share of the rows"),
        };
        panel.AddBars(policy.Name, bars.Select(bar => (object)bar.Middle), bars.Select(bar => Panel.Finite((double)bar.Count / metrics.RowCount)), color,
            ("width", Width * 0.92), ("hovertext", bars.Select(bar => bar.Text).ToArray()));
        return panel.Mark('x', 0).Mark('x', Math.Log10(metrics.WeightCap));
    }

    /// <summary>Makes one bar of all weights below <see cref="Lowest"/>, those of 0 included, and one of each interval above.</summary>
    private static (double Middle, long Count, string Text)[] Bars(OffPolicyMetrics metrics)
    {
        var less = metrics.ZeroProbabilityCount + metrics.WeightHistogram.Where(bin => bin.LowerBound < Lowest).Sum(bin => bin.Count);
        var others = metrics.WeightHistogram.Where(bin => bin.LowerBound >= Lowest).Select(bin => (Math.Log10(bin.LowerBound) + Width / 2, bin.Count,
            Panel.Hover($"{bin.LowerBound:G3} to {bin.UpperBound:G3}: {bin.Count:N0} rows")));
        return [(Math.Log10(Lowest) - Width / 2, less, Panel.Hover($"below {Lowest}: {less:N0} rows")), .. others];
    }
}
