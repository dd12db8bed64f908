using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the metrics of a multi-task model on its tasks. <see cref="ToString"/> returns them all as a table.</summary>
public sealed class TaskRankingMetrics
{
    internal TaskRankingMetrics()
    {
    }

    /// <summary>The metrics of each task column, in the order of the request.</summary>
    public IReadOnlyList<TaskMetrics> Tasks { get; internal init; } = [];

    /// <summary>The number of distinct sessions of the data.</summary>
    public int SessionCount { get; internal init; }

    /// <summary>The number of distinct users of the data, or null where no user column was given.</summary>
    public int? UserCount { get; internal init; }

    /// <summary>Returns a plain-text table with one line per task.</summary>
    public override string ToString()
    {
        var text = new PlainText();
        var users = UserCount is { } count ? FormattableString.Invariant($", {count} users") : "";
        text.Line($"{Tasks[0].RowCount} rows, {SessionCount} sessions{users}").Line($"");
        text.Columns(
        [
            ["task", "positive", "predicted", "AUC", "GAUC", "of rows", "log loss", "session log loss", "worst tenth", "calibration error", .. ErrorTitle],
            .. Tasks.Select(Line),
        ]);
        return text.ToString();
    }

    // A table of binary tasks needs no column of errors.
    private string[] ErrorTitle => Tasks.Any(task => task.IsRegression) ? ["mean absolute error"] : [];

    private string[] Line(TaskMetrics task) =>
    [
        task.Name,
        Share(task.PositiveRate), Share(task.MeanProbability),
        PlainText.Number(task.AreaUnderRocCurve),
        PlainText.Number(task.GroupAreaUnderRocCurve), Share(task.GroupAreaUnderRocCurveCoverage),
        PlainText.Number(task.LogLoss), PlainText.Number(task.SessionLogLoss), PlainText.Number(task.WorstTenthSessionLoss),
        PlainText.Number(task.CalibrationError),
        .. ErrorTitle.Select(_ => PlainText.Number(task.MeanAbsoluteError)),
    ];

    private static string Share(double value) => double.IsNaN(value) ? PlainText.Number(value) : FormattableString.Invariant($"{value:0.##%}");
}
