using Microsoft.ML;
using Microsoft.ML.Data;
using MultiTask.Features;
using Spectre.Console;

namespace MultiTask;

/// <summary>Tables for the reader.</summary>
internal static class Report
{
    /// <summary>How large the parts of a log are, and how often its tasks are true.</summary>
    public static void ShowLog(string folder, TaskLog log)
    {
        AnsiConsole.WriteLine($"{folder}: {log.Name}, {Width(log)} numbers and the categories {string.Join(", ", log.CategoricalColumnNames)}");
        var table = new Table().Border(TableBorder.Simple).AddColumns(["part", "rows", "sessions", .. log.TaskColumnNames]);
        foreach (var (name, rows) in new[] { ("training", log.Parts.Training), ("validation", log.Parts.Validation), ("test", log.Parts.Test) })
        {
            uint[] sessions = [.. rows.GetColumn<uint>(nameof(TaskRow.GroupId))];
            table.AddRow([name, $"{sessions.Length:N0}", $"{sessions.Distinct().Count():N0}", .. log.TaskColumnNames.Select(task => Rate(rows, task))]);
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
