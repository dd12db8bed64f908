namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Task metrics as plain text for a person.</summary>
internal static class TaskTable
{
    /// <summary>A head of two lines and one line per task.</summary>
    public static string Format(TaskRankingMetrics metrics)
    {
        var text = new PlainText();
        var users = metrics.UserCount is { } count ? FormattableString.Invariant($", {count} users") : "";
        text.Line($"{metrics.Tasks[0].RowCount} rows, {metrics.SessionCount} sessions{users}").Line($"");
        text.Columns(
        [
            ["task", "positive", "predicted", "AUC", "GAUC", "of rows", "log loss", "session log loss", "worst tenth", "calibration error"],
            .. metrics.Tasks.Select(Line),
        ]);
        return text.ToString();
    }

    private static string[] Line(TaskMetrics task) =>
    [
        task.Name,
        Share(task.PositiveRate), Share(task.MeanProbability),
        PlainText.Number(task.AreaUnderRocCurve),
        PlainText.Number(task.GroupAreaUnderRocCurve), Share(task.GroupAreaUnderRocCurveCoverage),
        PlainText.Number(task.LogLoss), PlainText.Number(task.SessionLogLoss), PlainText.Number(task.WorstTenthSessionLoss),
        PlainText.Number(task.CalibrationError),
    ];

    private static string Share(double value) => FormattableString.Invariant($"{value:0.##%}");
}
