namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows what a metric loses without each column, the largest change first.</summary>
internal static class ImportanceView
{
    public static HtmlView Of(IReadOnlyList<FeatureImportance> importances) => new HtmlView().Table(
        ["column", "mean change", "standard error"],
        importances.OrderByDescending(importance => Math.Abs(importance.MeanChange)).Select(importance => (IReadOnlyList<Cell>)
            [importance.ColumnName, Cell.Number(importance.MeanChange), Cell.Number(importance.StandardError)]));
}
