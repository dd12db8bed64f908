using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>What policy trainers promise of a schema before any data exist.</summary>
internal static class PolicySchema
{
    public static SchemaShape.Column[] OutputColumns(IHost host, SchemaShape input, SessionColumns columns, bool hasCritics)
    {
        foreach (var name in columns.Names)
        {
            if (!input.TryFindColumn(name, out _))
                throw host.ExceptSchemaMismatch(nameof(input), "trainer", name);
        }
        input.TryFindColumn(columns.Action!, out var action);
        List<SchemaShape.Column> outputs = [Scalar(OutputColumn.Score, new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation())), Scalar(OutputColumn.Probability, null)];
        if (hasCritics)
            outputs.Add(Vector(OutputColumn.ResponseValues));
        if (!action.IsKey)
            outputs.Add(Vector(OutputColumn.PredictedAction));
        return [.. outputs];
    }

    private static SchemaShape.Column Scalar(string name, SchemaShape? annotations)
        => new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, isKey: false, annotations);

    private static SchemaShape.Column Vector(string name)
        => new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn().Where(column => column.Name == AnnotationUtils.Kinds.SlotNames)));
}
