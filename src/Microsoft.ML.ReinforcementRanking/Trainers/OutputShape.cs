using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Describes the shapes of the columns that models of this library add.</summary>
internal static class OutputShape
{
    private static readonly SchemaShape.Column SlotNames = new(AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance,
        isKey: false);

    // ML.NET's scorer assigns the same number to all columns of one model.
    private static readonly SchemaShape.Column ScoreSet = new(AnnotationUtils.Kinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar,
        NumberDataViewType.UInt32, isKey: true);

    public static SchemaShape.Column Score()
        => new(OutputColumn.Score, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false,
            new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation()));

    public static SchemaShape.Column Scalar(string name, DataViewType type)
        => new(name, SchemaShape.Column.VectorKind.Scalar, type, isKey: false, new SchemaShape([ScoreSet]));

    public static SchemaShape.Column Vector(string name)
        => new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new SchemaShape([SlotNames, ScoreSet]));
}
