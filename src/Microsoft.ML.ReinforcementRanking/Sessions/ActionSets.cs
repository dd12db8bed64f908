namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Contains a set of actions for each row of a log, which are the actions that could have been chosen in the row.</summary>
/// <param name="starts">The start of each row's set, and the end of the last set.</param>
/// <param name="actions">The indices of the actions, one set after another. No action is twice in a set.</param>
internal sealed class ActionSets(Column<int> starts, Column<int> actions)
{
    /// <summary>Gets the number of rows.</summary>
    public int RowCount => starts.Length - 1;

    /// <summary>Gets the actions of a row, at least one.</summary>
    public ReadOnlySpan<int> this[int row] => actions.Read(starts[row], CountOf(row));

    /// <summary>Returns the number of actions of a row.</summary>
    public int CountOf(int row) => starts[row + 1] - starts[row];
}
