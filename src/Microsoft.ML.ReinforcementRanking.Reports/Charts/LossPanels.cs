namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Draws the history of a training: one panel for each stage.</summary>
internal static class LossPanels
{
    private const string SpreadEnding = "weight spread";

    /// <summary>The endings of the held-out metrics that are losses too, and therefore share an axis with the losses of training.</summary>
    private static readonly string[] HeldOutLosses = ["error", "s-logloss", "logloss"];

    /// <summary>Muted colors, which no policy has.</summary>
    private static readonly string[] Colors = ["#64748b", "#a16f3c", "#4b8b80", "#9a6690", "#7f8450", "#8a6f6a"];

    /// <summary>Draws the losses of training, and where rows were held out, their losses as dashed lines.</summary>
    public static IEnumerable<Panel> Losses(IReadOnlyList<TrainingHistoryEntry> history) => history.GroupBy(entry => entry.Stage)
        .Select(stage => Draw(stage.Key, "loss", [.. stage], name => !IsSpread(name), withHeldOut: true));

    /// <summary>Draws the standard deviation over rows of the loss weights ω of each task, for the stages that weight losses.</summary>
    public static IEnumerable<Panel> WeightSpreads(IReadOnlyList<TrainingHistoryEntry> history) => history.GroupBy(entry => entry.Stage)
        .Where(stage => stage.Any(entry => entry.Losses.Keys.Any(IsSpread)))
        .Select(stage => Draw(stage.Key, "standard deviation of ω", [.. stage], IsSpread, withHeldOut: false));

    private static bool IsSpread(string name) => name.EndsWith(SpreadEnding, StringComparison.Ordinal);

    private static Panel Draw(string stage, string unit, TrainingHistoryEntry[] entries, Func<string, bool> isShown, bool withHeldOut)
    {
        var panel = new Panel(stage)
        {
            Height = 200,
            XAxis = Panel.With(Panel.Axis("epoch"), ("zeroline", false), ("dtick", 1 + entries.Max(entry => entry.Epoch) / 8)),
            YAxis = withHeldOut ? Panel.Axis(unit) : Panel.With(Panel.Axis(unit), ("rangemode", "tozero")),
        };
        string[] names = [.. entries.SelectMany(entry => entry.Losses.Keys).Where(isShown).Distinct()];
        foreach (var (index, name) in names.Index())
            AddLine(panel, name, name, "solid", Colors[index % Colors.Length], entries, entry => entry.Losses);
        if (!withHeldOut)
            return panel;
        foreach (var name in entries.SelectMany(entry => entry.Metrics.Keys).Where(IsHeldOutLoss).Distinct())
        {
            // The held-out loss of a task has the color of its loss of training.
            var index = Array.FindIndex(names, loss => TaskOf(loss) == TaskOf(name));
            AddLine(panel, name, $"{name}, held out", "dash", Colors[Math.Max(0, index) % Colors.Length], entries, entry => entry.Metrics);
        }
        return panel;
    }

    private static bool IsHeldOutLoss(string name) => HeldOutLosses.Any(ending => name == ending || name.EndsWith($" {ending}", StringComparison.Ordinal));

    private static string TaskOf(string name) => name.LastIndexOf(' ') is var end and > 0 ? name[..end] : "";

    private static void AddLine(Panel panel, string name, string label, string dash, string color, TrainingHistoryEntry[] entries,
        Func<TrainingHistoryEntry, IReadOnlyDictionary<string, double>> values)
    {
        var points = entries.Where(entry => values(entry).ContainsKey(name)).Select(entry => (entry.Epoch, Value: values(entry)[name])).ToArray();
        panel.Add(
            label, points.Length == 1 ? "markers" : "lines", points.Select(point => (object)point.Epoch), points.Select(point => Panel.Finite(point.Value)),
            color, ("line", new Dictionary<string, object?> { ["color"] = color, ["width"] = 2, ["dash"] = dash }),
            ("hovertext", points.Select(point => Panel.Hover($"epoch {point.Epoch}: {point.Value:G4}")).ToArray()));
    }
}
