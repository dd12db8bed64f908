using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects the sets of eligible actions of a log, and throws if a set cannot be the one that the logged action was chosen from.</summary>
internal sealed class ActionSetCollector(RoleColumn column, DataViewRow row, ActionReader actions, ColumnStore store)
{
    private readonly ActionSetReader _reader = ActionSetReader.Create(column.Column, row, actions.Ids);
    private readonly List<int> _set = [];
    private readonly ColumnBuilder<int> _starts = store.NewBuilder<int>("eligible-starts");
    private readonly ColumnBuilder<int> _actions = store.NewBuilder<int>("eligible-actions");

    /// <summary>Reads the set of the current row of the cursor, and adds the ids in it to the catalog.</summary>
    /// <param name="rowNumber">The zero-based number of the row.</param>
    /// <param name="action">The logged action of the row.</param>
    /// <exception cref="InvalidOperationException">The set is empty, lacks the logged action, or has a missing value.</exception>
    public void Read(int rowNumber, int action)
    {
        _reader.Read(_set);
        if (_reader.SlotCount == 0)
            throw column.Error(rowNumber, $"the set is null or empty", "Give every row the actions that could have been chosen, the logged one among them.");
        if (_reader.MissingSlot is >= 0 and var slot)
            throw column.Error(rowNumber, $"slot {slot} has no value", MissingRemedy);
        if (!_reader.Contains(action))
        {
            throw column.Error(rowNumber, $"the logged action {actions.Describe(action)} is not one of the {_set.Count} eligible actions",
                "Add it to the set, because it was chosen, or drop such rows.");
        }
    }

    /// <summary>Adds the set of the current row of the cursor, whose logged action is given.</summary>
    public void Add(int rowNumber, int action)
    {
        Read(rowNumber, action);
        _starts.Add(_actions.Count);
        if (_set.Count > Array.MaxLength - _actions.Count)
            throw column.Error(rowNumber, $"the sets so far have more than {Array.MaxLength} members", "Work on a sample of the sessions.");
        foreach (var member in _set)
            _actions.Add(member);
    }

    public ActionSets MoveToSets()
    {
        _starts.Add(_actions.Count);
        return new(_starts.MoveToColumn(), _actions.MoveToColumn());
    }

    private string MissingRemedy => column.Type.GetItemType() is KeyDataViewType
        ? "A value that the key mapping has not seen becomes missing. Fit the mapping on all values (the keyData argument of MapValueToKey takes a catalog), "
            + "or use columns of text or integers."
        : "Give every slot an id. Use vectors of variable length where the sizes of sets differ.";
}
