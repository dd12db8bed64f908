using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Describes the columns that policy trainers add to a schema before any data exist.</summary>
internal static class PolicySchema
{
    public static SchemaShape.Column[] OutputColumns(SchemaShape input, SessionColumns columns, bool hasCritics)
    {
        List<SchemaShape.Column> outputs = [OutputShape.Score()];
        // The probability of a candidate depends on the other rows of its request.
        if (columns.Action is not null)
            outputs.Add(OutputShape.Scalar(OutputColumn.Probability, NumberDataViewType.Single));
        if (hasCritics)
            outputs.Add(OutputShape.Vector(OutputColumn.ResponseValues));
        if (columns.Action is { } name && input.TryFindColumn(name, out var action) && !ActionTypes.IsCatalog(action))
            outputs.Add(OutputShape.Vector(OutputColumn.PredictedAction));
        return [.. outputs];
    }

    /// <summary>Checks that a main response holds numbers or Booleans.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column holds neither numbers nor Booleans.</exception>
    public static void CheckLabel(IHost host, SchemaShape.Column label) => (ColumnRole.Response with { Name = "label" }).Check(host, label);
}
