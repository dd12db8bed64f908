using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>What policy trainers promise of a schema before any data exist.</summary>
internal static class PolicySchema
{
    public static SchemaShape.Column[] OutputColumns(SchemaShape input, SessionColumns columns, bool hasCritics)
    {
        input.TryFindColumn(columns.Action!, out var action);
        List<SchemaShape.Column> outputs = [OutputShape.Score(), OutputShape.Scalar(OutputColumn.Probability, NumberDataViewType.Single)];
        if (hasCritics)
            outputs.Add(OutputShape.Vector(OutputColumn.ResponseValues));
        if (!action.IsKey)
            outputs.Add(OutputShape.Vector(OutputColumn.PredictedAction));
        return [.. outputs];
    }

    /// <summary>Whether a main response is a number or Boolean.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static void CheckLabel(IHost host, SchemaShape.Column label) => (ColumnRole.Response with { Name = "label" }).Check(host, label);
}
