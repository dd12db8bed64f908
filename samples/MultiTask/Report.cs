using Microsoft.ML;
using Microsoft.ML.Data;
using MultiTask.Features;
using Spectre.Console;

namespace MultiTask;

/// <summary>Writes tables to the console.</summary>
internal static class Report
{
    /// <summary>Shows the sizes of the parts of a log, and how often each task is true.</summary>
    public static void ShowLog(string folder, TaskLog log)
    {
        AnsiConsole.WriteLine(
            $"The log in {folder} ({log.Name}) has {Width(log)} numeric features and the categorical columns "
                + $"{string.Join(", ", log.CategoricalColumnNames)}.");
        var table = new Table().Border(TableBorder.Simple).AddColumns(["part", "rows", "sessions", .. log.TaskColumnNames]);
        foreach (var (name, rows) in new[] { ("training", log.Parts.Training), ("validation", log.Parts.Validation), ("test", log.Parts.Test) })
        {
            uint[] sessions = [.. rows.GetColumn<uint>(nameof(TaskRow.GroupId))];
            table.AddRow([name, $"{sessions.Length:N0}", $"{sessions.Distinct().Count():N0}", .. log.TaskColumnNames.Select(task => Rate(rows, task))]);
        }
        AnsiConsole.Write(table);
    }

    /// <summary>Shows every trained backbone on the test rows.</summary>
    public static void ShowStudy(IEnumerable<StudyResult> results)
    {
        var table = new Table().Title("[bold]Backbones on the test rows[/]").Border(TableBorder.Simple)
            .AddColumns("backbone", "training", "task", "AUC", "GAUC by user", "log loss", "session log loss", "mean loss of the worst 10 % of sessions");
        foreach (var (backbone, training, metrics) in results)
        {
            foreach (var task in metrics.Tasks)
            {
                table.AddRow(
                    backbone, training, task.Name, $"{task.AreaUnderRocCurve:F4}", $"{task.GroupAreaUnderRocCurve:F4}",
                    $"{task.LogLoss:F4}", $"{task.SessionLogLoss:F4}", $"{task.WorstTenthSessionLoss:F3}");
            }
        }
        AnsiConsole.Write(table);
    }

    private static int Width(TaskLog log) => ((VectorDataViewType)log.Parts.Training.Schema[TaskLog.FeatureColumnName].Type).Size;

    private static string Rate(IDataView rows, string task)
    {
        bool[] labels = [.. rows.GetColumn<bool>(task)];
        return $"{labels.Count(label => label):N0} ({labels.Average(label => label ? 1.0 : 0):P2})";
    }
}
