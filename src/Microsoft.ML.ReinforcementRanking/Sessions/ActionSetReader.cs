using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Reads the set of eligible actions of a row as zero-based indices into the catalog. An action that the vector names twice is in the set once, because
/// candidates often come from several sources. Ids that are not in a catalog that is fixed, and missing values, are left out.
/// </summary>
internal abstract class ActionSetReader
{
    private readonly List<int> _actions = [];
    private readonly HashSet<int> _members = [];

    /// <param name="column">A vector of keys, texts or integers.</param>
    /// <param name="row">The cursor.</param>
    /// <param name="ids">The ids of the catalog so far, to which new ones are added, or null for keys.</param>
    public static ActionSetReader Create(DataViewSchema.Column column, DataViewRow row, TextIndex? ids)
        => column.Type.GetItemType() is KeyDataViewType key ? new OfKeys(column, row, (int)key.Count) : new OfIds(column, row, ids!);

    /// <summary>Gets the number of slots of the vector of the current row.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Gets the first slot of the current row that has no value, or -1.</summary>
    public int MissingSlot { get; private set; }

    /// <summary>Returns the set of the current row of the cursor, in the order of first appearance. It is valid until the next read.</summary>
    public IReadOnlyList<int> Read()
    {
        _actions.Clear();
        _members.Clear();
        (SlotCount, MissingSlot) = (0, -1);
        ReadSlots();
        return _actions;
    }

    /// <summary>Returns whether the set that was read last has an action.</summary>
    public bool Contains(int action) => _members.Contains(action);

    protected abstract void ReadSlots();

    /// <summary>Adds the action of the next slot.</summary>
    /// <param name="action">The action, or a negative number for one that is not in the catalog.</param>
    /// <param name="isMissing">Whether the slot has no value.</param>
    protected void Add(int action, bool isMissing)
    {
        if (isMissing && MissingSlot < 0)
            MissingSlot = SlotCount;
        if (action >= 0 && _members.Add(action))
            _actions.Add(action);
        SlotCount++;
    }

    private sealed class OfKeys(DataViewSchema.Column column, DataViewRow row, int count) : ActionSetReader
    {
        private readonly Func<IEnumerable<ulong>> _read = ColumnReaders.Keys(row, column);

        protected override void ReadSlots()
        {
            // The key 0 is a missing value. For some missing keys ML.NET gives numbers above the cardinality.
            foreach (var key in _read())
                Add(key <= (ulong)count ? (int)key - 1 : -1, isMissing: key == 0 || key > (ulong)count);
        }
    }

    private sealed class OfIds(DataViewSchema.Column column, DataViewRow row, TextIndex ids) : ActionSetReader
    {
        private readonly Func<IEnumerable<ReadOnlyMemory<char>>> _read = ColumnReaders.Ids(row, column);

        protected override void ReadSlots()
        {
            foreach (var id in _read())
                Add(id.IsEmpty ? -1 : ids.IndexOrAdd(id.Span), id.IsEmpty);
        }
    }
}
