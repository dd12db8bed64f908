using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>How well a multi-task model predicts its binary tasks. <see cref="ToString"/> is a table of all of it.</summary>
public sealed class TaskRankingMetrics
{
    internal TaskRankingMetrics()
    {
    }

    /// <summary>One entry per task column, in the order asked for.</summary>
    public IReadOnlyList<TaskMetrics> Tasks { get; internal init; } = [];

    /// <summary>Distinct sessions of the data.</summary>
    public int SessionCount { get; internal init; }

    /// <summary>Distinct users of the data; null where no user column was given.</summary>
    public int? UserCount { get; internal init; }

    /// <summary>A plain-text table, one line per task.</summary>
    public override string ToString()
    {
        var text = new PlainText();
        var users = UserCount is { } count ? FormattableString.Invariant($", {count} users") : "";
        text.Line($"{Tasks[0].RowCount} rows, {SessionCount} sessions{users}").Line($"");
        text.Columns(
        [
            ["task", "positive", "predicted", "AUC", "GAUC", "of rows", "log loss", "session log loss", "worst tenth", "calibration error"],
            .. Tasks.Select(Line),
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
