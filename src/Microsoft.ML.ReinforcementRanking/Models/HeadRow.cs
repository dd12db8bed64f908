using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Holds the inputs of a head in one row. It is filled again for each row, without allocation.</summary>
internal sealed class HeadRow
{
    /// <summary>The index of a missing action, which the policy does not know: its probability is 0, and all other outputs of the row are NaN.</summary>
    public const int MissingAction = -1;

    public HeadRow(ModelHead head)
    {
        ActionVector = new float[head.Action is { Type: ActionType.Vector } action ? action.Size : 0];
        EligibleActions = head.Action is { EligibleColumnName: not null } ? [] : null;
        Categories = [.. head.Categories.Select(_ => new List<int>())];
    }

    /// <summary>Gets the features that are not 0.</summary>
    public NonZeros State { get; } = new();

    /// <summary>Gets or sets the zero-based index of an action of a catalog, or <see cref="MissingAction"/>.</summary>
    public int ActionIndex { get; set; } = MissingAction;

    /// <summary>
    /// Gets the zero-based indices of the actions that can be chosen, each once, or null if they are those of the catalog. It is empty if the policy knows
    /// none of them. The indices are in ascending order, so that a probability does not depend on the order in which candidates were retrieved.
    /// </summary>
    public List<int>? EligibleActions { get; }

    /// <summary>Gets the continuous action. It is empty if the model has none.</summary>
    public float[] ActionVector { get; }

    /// <summary>Gets, for each categorical field, the indices of the row's values, at least one. Index 0 is the unknown value.</summary>
    public List<int>[] Categories { get; }

    /// <summary>Replaces the actions that can be chosen. The model must have a column of them.</summary>
    public void SetEligibleActions(ReadOnlySpan<int> actions)
    {
        EligibleActions!.Clear();
        EligibleActions.AddRange(actions);
        EligibleActions.Sort();
    }
}
