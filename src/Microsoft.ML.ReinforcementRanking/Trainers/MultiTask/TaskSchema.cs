using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Describes the columns that multi-task trainers add to a schema before any data exist.</summary>
internal static class TaskSchema
{
    public static SchemaShape.Column[] OutputColumns(SchemaShape input, IReadOnlyList<TaskColumn> tasks)
    {
        List<SchemaShape.Column> outputs = [OutputShape.Score()];
        foreach (var task in tasks)
        {
            input.TryFindColumn(task.ColumnName, out var column);
            var isBinary = MultiTaskFit.IsBinary(task, column.ItemType is BooleanDataViewType);
            var names = new TaskOutput(task.ColumnName, isBinary, Mean: 0, Deviation: 1, task.ScoreWeight);
            outputs.Add(OutputShape.Scalar(names.ScoreColumn, NumberDataViewType.Single));
            if (isBinary)
            {
                outputs.Add(OutputShape.Scalar(names.ProbabilityColumn, NumberDataViewType.Single));
                outputs.Add(OutputShape.Scalar(names.PredictedLabelColumn, BooleanDataViewType.Instance));
            }
        }
        return [.. outputs];
    }
}
