namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows the losses of a training: for each stage and loss, its first epoch and its last one.</summary>
internal static class HistoryView
{
    public static HtmlView Of(IReadOnlyList<TrainingHistoryEntry> history) => AddTo(new(), history);

    public static HtmlView AddTo(HtmlView view, IReadOnlyList<TrainingHistoryEntry> history) => view.Table(
        ["stage", "epochs", "value", "first epoch", "last epoch"],
        history.GroupBy(entry => entry.Stage).SelectMany(stage => Rows(stage.Key, [.. stage])));

    private static IEnumerable<IReadOnlyList<Cell>> Rows(string stage, TrainingHistoryEntry[] epochs)
        => Values(epochs[^1]).Select((value, index) => (IReadOnlyList<Cell>)
        [
            index == 0 ? stage : "", index == 0 ? Cell.Count(epochs.Length) : "", value.Name,
            Cell.Number(Values(epochs[0]).FirstOrDefault(first => first.Name == value.Name, (Name: "", Value: double.NaN)).Value), Cell.Number(value.Value),
        ]);

    private static IEnumerable<(string Name, double Value)> Values(TrainingHistoryEntry entry)
        => entry.Losses.Select(loss => (loss.Key, loss.Value)).Concat(entry.Metrics.Select(metric => ($"{metric.Key} (held out)", metric.Value)));
}
