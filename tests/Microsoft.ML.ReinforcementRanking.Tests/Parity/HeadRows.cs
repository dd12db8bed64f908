using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Creates rows for a head without a data view.</summary>
internal static class HeadRows
{
    public static HeadRow NewRow(this ModelHead head, float[] state, int action = HeadRow.MissingAction, float[]? actionVector = null,
        int[][]? categories = null)
    {
        var row = new HeadRow(head) { ActionIndex = action };
        row.State.Set(state);
        actionVector?.CopyTo(row.ActionVector, 0);
        foreach (var (field, indices) in (categories ?? []).Index())
            row.Categories[field].AddRange(indices);
        return row;
    }
}
