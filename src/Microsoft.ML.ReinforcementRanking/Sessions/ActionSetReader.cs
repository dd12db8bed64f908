using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Reads the set of eligible actions of a row as zero-based indices into the catalog. An action that the vector names twice is in the set once, because
/// candidates often come from several sources. Ids that are not in a catalog that is fixed, and missing values, are left out.
/// </summary>
internal abstract class ActionSetReader
{
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

    /// <summary>Replaces the contents of the list by the set of the current row of the cursor, in the order of first appearance.</summary>
    public void Read(List<int> actions)
    {
        actions.Clear();
        _members.Clear();
        (SlotCount, MissingSlot) = (0, -1);
        foreach (var (action, isMissing) in ReadSlots())
        {
            if (isMissing && MissingSlot < 0)
                MissingSlot = SlotCount;
            if (action >= 0 && _members.Add(action))
                actions.Add(action);
            SlotCount++;
        }
    }

    /// <summary>Returns whether the set that was read last has an action.</summary>
    public bool Contains(int action) => _members.Contains(action);

    /// <summary>Reads the action of each slot, which is negative if it is not in the catalog, and whether the slot has no value.</summary>
    protected abstract IEnumerable<(int Action, bool IsMissing)> ReadSlots();

    private sealed class OfKeys(DataViewSchema.Column column, DataViewRow row, int count) : ActionSetReader
    {
        private readonly Func<IEnumerable<ulong>> _read = ColumnReaders.Keys(row, column);

        // The key 0 is a missing value. For some missing keys ML.NET gives numbers above the cardinality.
        protected override IEnumerable<(int Action, bool IsMissing)> ReadSlots()
            => _read().Select(key => key <= (ulong)count ? ((int)key - 1, key == 0) : (-1, true));
    }

    private sealed class OfIds(DataViewSchema.Column column, DataViewRow row, TextIndex ids) : ActionSetReader
    {
        private readonly Func<IEnumerable<ReadOnlyMemory<char>>> _read = ColumnReaders.Ids(row, column);

        protected override IEnumerable<(int Action, bool IsMissing)> ReadSlots()
            => _read().Select(id => (id.IsEmpty ? -1 : ids.IndexOrAdd(id.Span), id.IsEmpty));
    }
}
