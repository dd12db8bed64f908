namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>The inputs of a head in one row; filled anew for each row, without allocation.</summary>
internal sealed class HeadRow
{
    /// <summary>Value of a missing action, one that the policy has never seen: its probability is 0, and every other output of the row is NaN.</summary>
    public const int MissingAction = -1;

    public HeadRow(ModelHead head)
    {
        State = new float[head.StateWidth];
        ActionVector = new float[head.Action is { IsKey: false } action ? action.Size : 0];
        Categories = [.. head.Categories.Select(_ => new List<int>())];
    }

    /// <summary>The features.</summary>
    public float[] State { get; }

    /// <summary>Zero-based key action, or <see cref="MissingAction"/>.</summary>
    public int ActionIndex { get; set; } = MissingAction;

    /// <summary>Continuous action, or empty.</summary>
    public float[] ActionVector { get; }

    /// <summary>Per categorical field the indices of the row's values, at least one; 0 is the unknown value.</summary>
    public List<int>[] Categories { get; }
}
