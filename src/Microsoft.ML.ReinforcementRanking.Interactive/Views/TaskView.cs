using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows the metrics of tasks, a row for each.</summary>
internal static class TaskView
{
    public static HtmlView Of(TaskRankingMetrics metrics) => new HtmlView().Paragraph(Head(metrics)).Table(
        ["task", "positive", "predicted", "AUC", "GAUC", "of rows", "log loss", "session log loss", "calibration error", "mean absolute error"],
        metrics.Tasks.Select(task => (IReadOnlyList<Cell>)
        [
            task.Name, Cell.Share(task.PositiveRate), Cell.Share(task.MeanProbability), Cell.Number(task.AreaUnderRocCurve),
            Cell.Number(task.GroupAreaUnderRocCurve), Cell.Share(task.GroupAreaUnderRocCurveCoverage), Cell.Number(task.LogLoss),
            Cell.Number(task.SessionLogLoss), Cell.Number(task.CalibrationError), Cell.Number(task.MeanAbsoluteError),
        ]));

    private static string Head(TaskRankingMetrics metrics)
    {
        var rows = metrics.Tasks.Count > 0 ? metrics.Tasks[0].RowCount : 0;
        var users = metrics.UserCount is { } count ? string.Create(CultureInfo.InvariantCulture, $" of {count:N0} users") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows in {metrics.SessionCount:N0} sessions{users}");
    }
}
