using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Reads the action of a row as a zero-based index into the catalog. The type of a key fixes the catalog and its order. The ids of a text or integer column
/// are numbered in the order of their first appearance.
/// </summary>
internal abstract class ActionReader
{
    /// <summary>Gets the size of the catalog, which grows with the rows where actions have ids.</summary>
    public abstract int ActionCount { get; }

    /// <summary>Gets the ids of the catalog, or null for keys.</summary>
    public abstract TextIndex? Ids { get; }

    /// <param name="column">A column of a key, text or integer type.</param>
    /// <param name="row">The cursor.</param>
    /// <param name="ids">The ids of the catalog so far, to which new ones are added, or null for none. Keys do not use it.</param>
    public static ActionReader Create(RoleColumn column, DataViewRow row, TextIndex? ids)
        => ActionTypes.Of(column.Type).HasIds() ? new OfIds(column, row, ids ?? new()) : new OfKeys(column, row);

    /// <summary>
    /// Reads the ids that a log has in its action column or in its sets of eligible actions, in the order of their first appearance. The id of the action of
    /// a row comes before those of its set. The result is null where actions have no ids.
    /// </summary>
    public static TextIndex? ReadIds(IHost host, IDataView data, SessionColumns columns, CancellationToken cancellation = default)
    {
        var rows = new RowDescription(data, columns.Group);
        var column = ColumnRole.Action.Require(host, rows, columns.Action!);
        if (!ActionTypes.Of(column.Type).HasIds())
            return null;
        var eligible = columns.EligibleActions is { } name ? ColumnRole.EligibleActions.Require(host, rows, name) : null;
        using var cursor = data.GetRowCursor(eligible is null ? [column.Column] : [column.Column, eligible.Column]);
        var actions = Create(column, cursor, ids: null);
        var sets = eligible is null ? null : new ActionSetCollector(eligible, cursor, actions, ColumnStore.Memory);
        cursor.VisitRows(host, row =>
        {
            var action = actions.Read(row);
            sets?.Read(row, action);
        }, cancellation);
        return actions.Ids;
    }

    /// <summary>Returns the action of the current row of the cursor.</summary>
    /// <exception cref="InvalidOperationException">The action is missing, or is not in a catalog that is fixed.</exception>
    public int Read(int rowNumber)
    {
        var index = Find(rowNumber);
        return index >= 0 ? index : throw NotInCatalog(rowNumber);
    }

    /// <summary>Returns the action of the current row of the cursor, or -1 if it is not in a catalog that is fixed.</summary>
    /// <exception cref="InvalidOperationException">The action is missing.</exception>
    public abstract int Find(int rowNumber);

    /// <summary>Returns an action as messages name it.</summary>
    public abstract string Describe(int action);

    protected abstract Exception NotInCatalog(int rowNumber);

    private sealed class OfKeys(RoleColumn column, DataViewRow row) : ActionReader
    {
        private readonly Func<ulong> _read = ColumnReaders.Integer(row, column.Column);

        public override int ActionCount { get; } = column.Type.GetKeyCountAsInt32(column.Host);

        public override TextIndex? Ids => null;

        // The key 0 is a missing value.
        public override int Find(int rowNumber) => _read() is > 0 and var key ? (int)key - 1 : throw NotInCatalog(rowNumber);

        public override string Describe(int action) => string.Create(CultureInfo.InvariantCulture, $"key {action + 1}");

        protected override Exception NotInCatalog(int rowNumber) => column.Error(rowNumber,
            $"the key is 0, which means a missing value, but it must be from 1 to {ActionCount}", MissingKey.Remedy(column.Column));
    }

    private sealed class OfIds(RoleColumn column, DataViewRow row, TextIndex ids) : ActionReader
    {
        private readonly Func<ReadOnlyMemory<char>> _read = ColumnReaders.Id(row, column.Column);
        private ReadOnlyMemory<char> _id;

        public override int ActionCount => ids.Count;

        public override TextIndex Ids => ids;

        public override int Find(int rowNumber)
        {
            _id = _read();
            return _id.IsEmpty
                ? throw column.Error(rowNumber, $"the id is empty, which means a missing value", "Give every row an id, or drop such rows first.")
                : ids.IndexOrAdd(_id.Span);
        }

        public override string Describe(int action) => $"'{ids.Values[action]}'";

        protected override Exception NotInCatalog(int rowNumber) => column.Error(rowNumber,
            $"the id '{_id}' is not one of the {ids.Count} actions of the policy",
            "Drop such rows, or give the policy a catalog that has them: fit it on a log with these actions, or call WithActions.");
    }
}
