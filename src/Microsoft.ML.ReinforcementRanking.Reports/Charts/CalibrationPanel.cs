namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Draws how often actions were chosen against the probability that the policy gave them. Right predictions are on the diagonal.</summary>
internal static class CalibrationPanel
{
    public static Panel Of(CalibrationMetrics calibration)
    {
        // A logarithmic axis has no 0, so a bin without an occurrence is drawn at the end of its range only.
        CalibrationBin[] bins = [.. calibration.Bins];
        double[] ends = [bins[0].MeanProbability / 1.3, Math.Min(1, bins[^1].MeanProbability * 1.3)];
        var type = ends[1] > 20 * ends[0] ? "log" : "linear";
        var panel = new Panel("")
        {
            Height = 320,
            XAxis = Axis("probability", type),
            YAxis = Axis("share that was chosen", type),
        };
        panel.Add("right predictions", "lines", ends.Select(Panel.Finite), ends.Select(Panel.Finite), Panel.Ink,
            ("line", new Dictionary<string, object?> { ["color"] = Panel.Ink, ["width"] = 2, ["dash"] = "dash" }), ("hoverinfo", "skip"));
        var ranges = Panel.ErrorBars(bins.Select(bin => (bin.MeanProbability, Floor(bin), bin.UpperBound)), "rgba(128,134,142,0.4)");
        panel.Add("range of right predictions", "markers", bins.Select(bin => Panel.Finite(bin.MeanProbability)),
            bins.Select(bin => Panel.Finite(bin.MeanProbability)), Panel.FaintInk, ("marker", new Dictionary<string, object?>
            {
                ["color"] = "rgba(128,134,142,0.4)",
                ["symbol"] = "square",
                ["size"] = 8,
            }),
            ("error_y", Panel.With(ranges, ("thickness", 8))), ("hoverinfo", "skip"));
        panel.Add("observed", "markers", bins.Select(bin => Panel.Finite(bin.MeanProbability)),
            bins.Select(bin => bin.Occurrences > 0 ? Panel.Finite(bin.Frequency) : null), PolicyColors.Logged,
            ("hovertext", bins.Select(bin => Panel.Hover(
                $"probability {bin.MeanProbability:G3}: {bin.Frequency:G3} of {bin.Count:N0} predictions")).ToArray()));
        return panel;
    }

    private static double Floor(CalibrationBin bin) => Math.Max(bin.LowerBound, bin.MeanProbability / 10);

    private static Dictionary<string, object?> Axis(string title, string type)
        => Panel.With(Panel.Axis(title), ("type", type), ("zeroline", false), ("nticks", 6), ("tickformat", "~r"));
}
