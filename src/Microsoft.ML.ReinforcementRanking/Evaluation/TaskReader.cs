using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>The rows of a task: labels 0 or 1, probabilities 0 to 1, and the scores that rank them where there are any.</summary>
internal sealed record TaskRows(string Name, float[] Labels, float[] Probabilities, float[]? Scores);

/// <summary>Reads labels, predictions and groups of scored data once and checks every value.</summary>
internal static class TaskReader
{
    private const string Regression = "evaluate a regression task with mlContext.Regression.Evaluate";

    private static readonly ColumnRole Label = ColumnRole.Number with
    {
        Name = "task",
        Expected = "Boolean, or Single or Double that is 0 or 1 (mlContext.Transforms.Conversion.ConvertType changes it)",
    };

    private static readonly ColumnRole Probability = new("probability",
        "Single (mlContext.Transforms.Conversion.ConvertType changes it)", type => type == NumberDataViewType.Single);

    private static readonly ColumnRole Score = Probability with { Name = "score" };

    private static readonly NumberRule LabelRule = new(value => value is 0 or 1, "0 or 1",
        $"Make a binary label of it with mlContext.Transforms.CustomMapping, or {Regression}.");

    private static readonly NumberRule ProbabilityRule = new(value => value is >= 0 and <= 1, "at least 0 and at most 1",
        "Score the data with a fitted multi-task model; a calibrator makes probabilities of other scores.");

    /// <summary>The rows of every task, and their sessions and users (null where no column is named).</summary>
    public static (TaskRows[] Tasks, RowGroups Sessions, RowGroups? Users) Read(IHost host, IDataView scored, string[] tasks, string rowGroup, string? user)
    {
        var schema = scored.Schema;
        RoleColumn[] labels = [.. tasks.Select(task => Label.Require(host, schema, task, "Name a task's label column"))];
        RoleColumn[] probabilities =
        [
            .. tasks.Select(task => Probability.Require(host, schema, $"{task}.Probability",
                $"A fitted multi-task model adds it for binary tasks, so score the data with one; {Regression}")),
        ];
        RoleColumn?[] scores = [.. tasks.Select(task => FindScore(host, schema, $"{task}.Score"))];
        RoleColumn[] groups =
        [
            ColumnRole.Session.Require(host, schema, rowGroup, "Name the column, or make one with mlContext.Data.GroupSessions"),
            .. user is null
                ? Array.Empty<RoleColumn>()
                : [ColumnRole.User.Require(host, schema, user, "Name the column, or leave userColumnName null to rank within sessions")],
        ];
        using var cursor = scored.GetRowCursor(labels.Concat(probabilities).Concat(scores.OfType<RoleColumn>()).Concat(groups).Select(column => column.Column).Distinct());
        NumberCollector[] labelsOf = [.. labels.Select(column => new NumberCollector(column, cursor, LabelRule))];
        NumberCollector[] probabilitiesOf = [.. probabilities.Select(column => new NumberCollector(column, cursor, ProbabilityRule))];
        NumberCollector?[] scoresOf = [.. scores.Select(column => column is null ? null : new NumberCollector(column, cursor, NumberRule.Finite))];
        GroupCollector[] groupsOf = [.. groups.Select(column => new GroupCollector(ValueIndexer.Create(column, cursor)))];
        cursor.VisitRows(host, row =>
        {
            foreach (var collector in labelsOf)
                collector.Add(row);
            foreach (var collector in probabilitiesOf)
                collector.Add(row);
            foreach (var collector in scoresOf)
                collector?.Add(row);
            foreach (var collector in groupsOf)
                collector.Add(row);
        });
        return (
            [.. tasks.Select((task, i) => new TaskRows(task, labelsOf[i].MoveToArray(), probabilitiesOf[i].MoveToArray(), scoresOf[i]?.MoveToArray()))],
            groupsOf[0].ToGroups(),
            groupsOf.Skip(1).SingleOrDefault()?.ToGroups());
    }

    private static RoleColumn? FindScore(IHost host, DataViewSchema schema, string name)
        => schema.GetColumnOrNull(name) is { } column && Score.Accepts(column.Type) ? new(host, Score, column) : null;

    private sealed class GroupCollector(ValueIndexer indexer)
    {
        private readonly ChunkedColumn<int> _groups = new();

        public void Add(int row) => _groups.Add(indexer.Read(row));

        public RowGroups ToGroups() => new(_groups.MoveToArray(), indexer.Count);
    }
}
