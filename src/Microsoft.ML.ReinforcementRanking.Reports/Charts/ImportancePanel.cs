namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Draws the change of a metric when the values of a column are permuted, the largest change on top.</summary>
internal static class ImportancePanel
{
    private const double NormalQuantile = 1.959963984540054;
    private const int RowHeight = 26;
    private const int SmallestHeight = 100;

    public static Panel Of(IReadOnlyList<FeatureImportance> importances, string metric)
    {
        FeatureImportance[] sorted = [.. importances.OrderByDescending(importance => Math.Abs(importance.MeanChange))];
        string[] names = [.. sorted.Select(importance => importance.ColumnName)];
        return new Panel("")
        {
            Height = Math.Max(SmallestHeight, RowHeight * sorted.Length),
            XAxis = Panel.Axis($"change of {metric}"),
            YAxis = Panel.NameAxis(names),
        }.AddBars(metric, sorted.Select(importance => Panel.Finite(importance.MeanChange)), names.Select(name => (object)Panel.Text(name)), Panel.FaintInk,
            ("orientation", "h"), ("width", 0.55), ("error_x", Panel.ErrorBars(sorted.Select(Interval), Panel.Ink)),
            ("hovertext", sorted.Select(importance => Panel.Hover(
                $"{importance.MeanChange:G3} ± {NormalQuantile * importance.StandardError:G2}")).ToArray()));
    }

    private static (double Value, double Lower, double Upper) Interval(FeatureImportance importance)
    {
        var width = NormalQuantile * importance.StandardError;
        return (importance.MeanChange, importance.MeanChange - width, importance.MeanChange + width);
    }
}
