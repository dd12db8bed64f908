using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>What policy trainers promise of a schema before any data exist.</summary>
internal static class PolicySchema
{
    private static readonly SchemaShape.Column SlotNames = new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, isKey: false);

    // ML.NET's scorer gives all columns of one model the same number.
    private static readonly SchemaShape.Column ScoreSet = new(AnnotationUtils.Kinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true);

    public static SchemaShape.Column[] OutputColumns(SchemaShape input, SessionColumns columns, bool hasCritics)
    {
        input.TryFindColumn(columns.Action!, out var action);
        List<SchemaShape.Column> outputs = [Scalar(OutputColumn.Score, AnnotationUtils.GetTrainerOutputAnnotation()), Scalar(OutputColumn.Probability, [ScoreSet])];
        if (hasCritics)
            outputs.Add(Vector(OutputColumn.ResponseValues));
        if (!action.IsKey)
            outputs.Add(Vector(OutputColumn.PredictedAction));
        return [.. outputs];
    }

    private static SchemaShape.Column Scalar(string name, IEnumerable<SchemaShape.Column> annotations)
        => new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false, new SchemaShape(annotations));

    private static SchemaShape.Column Vector(string name)
        => new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new SchemaShape([SlotNames, ScoreSet]));
}
