using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Represents the rows of a task. A binary task has labels of 0 or 1, probabilities from 0 to 1, and the scores that rank them where there are any. A
/// regression has no probabilities, and its scores are predictions of its labels.
/// </summary>
internal sealed record TaskRows(string Name, float[] Labels, float[]? Probabilities, float[]? Scores);

/// <summary>Reads labels, predictions and groups of scored data once and checks every value.</summary>
internal static class TaskReader
{
    private const string Regression = "evaluate a regression task with mlContext.Regression.Evaluate. "
        + "A regression task with a column of its predictions, its name followed by .Score, is evaluated here, too";

    private static readonly ColumnRole Score = ColumnRole.Probability with { Name = "score" };

    /// <summary>Reads the rows of every task, and their sessions and users. Sessions or users are null where no column is named.</summary>
    public static (TaskRows[] Tasks, RowGroups Sessions, RowGroups? Users) Read(IHost host, IDataView scored, string[] tasks, string? rowGroup, string? user)
    {
        var rows = new RowDescription(scored, rowGroup, user);
        RoleColumn[] labels = [.. tasks.Select(task => ColumnRole.Task.Require(host, rows, task, "Name a task's label column"))];
        RoleColumn?[] scores = [.. tasks.Select(task => FindScore(host, rows, $"{task}.Score"))];
        RoleColumn?[] probabilities =
        [
            .. tasks.Select((task, i) => IsRegression(labels[i], scores[i], rows.Schema) ? null
                : ColumnRole.Probability.Require(host, rows, $"{task}.Probability",
                    $"A fitted multi-task model adds it for binary tasks, so score the data with one; {Regression}")),
        ];
        var session = rowGroup is null
            ? null
            : ColumnRole.Session.Require(host, rows, rowGroup,
                "Name the column, make one with mlContext.Data.GroupSessions, or set rowGroupColumnName to null where every row is a session");
        var person = user is null ? null : ColumnRole.User.Require(host, rows, user, "Name the column, or leave userColumnName null to rank within sessions");
        using var cursor = scored.GetRowCursor(
            labels.Concat(probabilities).Concat(scores).Append(session).Append(person).OfType<RoleColumn>().Select(column => column.Column).Distinct());
        NumberCollector?[] Collect(RoleColumn?[] columns, NumberRule rule)
            => [.. columns.Select(column => column is null ? null : new NumberCollector(column, cursor, rule))];

        NumberCollector[] labelsOf =
            [.. labels.Select((column, i) => new NumberCollector(column, cursor, probabilities[i] is null ? NumberRule.Finite : NumberRule.Binary))];
        var (probabilitiesOf, scoresOf) = (Collect(probabilities, NumberRule.Probability), Collect(scores, NumberRule.Finite));
        var sessions = new GroupCollector(session is null ? null : ValueIndexer.Create(session, cursor));
        var users = person is null ? null : new GroupCollector(ValueIndexer.Create(person, cursor));
        cursor.VisitRows(host, row =>
        {
            foreach (var collector in labelsOf.Concat(probabilitiesOf).Concat(scoresOf))
                collector?.Add(row);
            sessions.Add(row);
            users?.Add(row);
        });
        return (
            [.. tasks.Select((task, i) => new TaskRows(task, labelsOf[i].MoveToArray(), probabilitiesOf[i]?.MoveToArray(), scoresOf[i]?.MoveToArray()))],
            sessions.ToGroups(),
            users?.ToGroups());
    }

    // A model adds a probability for a binary task, and a score for every task.
    private static bool IsRegression(RoleColumn label, RoleColumn? score, DataViewSchema schema)
        => score is not null && label.Type is NumberDataViewType && schema.GetColumnOrNull($"{label.Column.Name}.Probability") is null;

    private static RoleColumn? FindScore(IHost host, RowDescription rows, string name)
        => rows.Schema.GetColumnOrNull(name) is { } column && Score.Accepts(column.Type) ? new(host, Score, column, rows) : null;

    /// <summary>Collects the group of every row. Without an indexer, every row is a group.</summary>
    private sealed class GroupCollector(ValueIndexer? indexer)
    {
        private readonly ChunkedColumn<int> _groups = new();

        public void Add(int row) => _groups.Add(indexer?.Read(row) ?? row);

        public RowGroups ToGroups()
        {
            var ofRow = _groups.MoveToArray();
            return new(ofRow, indexer?.Count ?? ofRow.Length);
        }
    }
}
