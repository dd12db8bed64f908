using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a log in the order of its sessions, with the columns GroupId and Step, and with history features if there are any. A log that is already in
/// order is streamed. Any other log is served from ML.NET's cache, which reads a column when it is first requested.
/// </summary>
internal sealed class GroupedSessionsView : IDataView
{
    public const string GroupColumnName = "GroupId";
    public const string StepColumnName = "Step";

    // This is "Sessions" in ASCII. No other view gives ids of this kind.
    private const ulong SourceRowMark = 0x53657373_696F6E73;

    private readonly IHost _host;
    private readonly IDataView _data;
    private readonly CacheDataView? _cache;
    private readonly SessionOrder _order;
    private readonly HistoryColumns? _history;
    private readonly int _groupColumn;

    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="data">The log.</param>
    /// <param name="order">The order of its rows.</param>
    /// <param name="history">The columns that history features are computed from, or null for none.</param>
    public GroupedSessionsView(IHost host, IDataView data, SessionOrder order, HistoryColumns? history)
    {
        _host = host;
        _data = data;
        _order = order;
        _history = history;
        if (order.RowAt is not null)
        {
            RequireCacheable(host, data.Schema);
            _cache = new CacheDataView(host, data, prefetch: null);
        }
        _groupColumn = data.Schema.Count;
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(data.Schema);
        schema.AddColumn(GroupColumnName, new KeyDataViewType(typeof(uint), order.SessionStarts.Length));
        schema.AddColumn(StepColumnName, NumberDataViewType.Single);
        if (history?.Layout is { } layout)
        {
            schema.AddColumn(HistoryLayout.HistoryColumnName, new VectorDataViewType(NumberDataViewType.Single, layout.Width), layout.ToAnnotations());
            if (layout.HistoryLength > 0)
                schema.AddColumn(HistoryLayout.LastActionsColumnName, new VectorDataViewType(TextDataViewType.Instance, layout.HistoryLength));
        }
        Schema = schema.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _order.RowCount;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return new Cursor(this, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>
    /// Returns the row of the log that was given to GroupSessions for a row id, even if the rows were sorted, split or filtered since, or null for an id
    /// of another view.
    /// </summary>
    public static ulong? SourceRowOf(DataViewRowId id) => id.High == SourceRowMark ? id.Low : null;

    private static void RequireCacheable(IHost host, DataViewSchema schema)
    {
        foreach (var column in schema)
        {
            if (!column.Type.IsCacheable())
            {
                throw host.ExceptSchemaMismatch("data", "sorted", column.Name,
                    "a type that can be held in memory (drop the column with mlContext.Transforms.DropColumns, or sort the rows by user and time at the "
                    + "source)",
                    column.Type.ToString());
            }
        }
    }

    private sealed class Cursor : RootCursorBase
    {
        private readonly GroupedSessionsView _view;
        private readonly bool[] _active;
        private readonly HistoryReader? _history;
        private readonly DataViewRow? _source;
        private readonly Func<int, bool> _moveTo;
        private int _position = -1;
        private int _session = -1;

        public Cursor(GroupedSessionsView view, bool[] active)
            : base(view._host)
        {
            _view = view;
            _active = active;
            // Step is a history feature, too, if there are any.
            var history = _active.AsSpan(view._groupColumn + 1).Contains(true) ? view._history : null;
            (_source, _moveTo) = OpenSource(history);
            _history = history is null ? null : new(history, view._order.TimeStep, _source!);
        }

        public override long Batch => 0;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId value) => value = new DataViewRowId((ulong)(_view._order.RowAt?[_position] ?? _position), SourceRowMark);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.CheckParam(IsColumnActive(column), nameof(column), "requested column is not active");
            if (column.Index < _view._groupColumn)
                return _source!.GetGetter<TValue>(_source.Schema[column.Index]);
            Delegate getter = (column.Index - _view._groupColumn) switch
            {
                0 => new ValueGetter<uint>((ref uint value) => value = (uint)_session + 1),
                1 when _history is not null => new ValueGetter<float>((ref float value) => value = _history.Features[0]),
                1 => new ValueGetter<float>((ref float value) => value = _position - _view._order.SessionStarts[_session]),
                2 => new ValueGetter<VBuffer<float>>((ref VBuffer<float> value) => Copy(_history!.Features, ref value)),
                _ => new ValueGetter<VBuffer<ReadOnlyMemory<char>>>((ref VBuffer<ReadOnlyMemory<char>> value) =>
                    Copy([.. _history!.LastActions.Select(id => id.AsMemory())], ref value)),
            };
            return getter as ValueGetter<TValue>
                ?? throw Ch.Except($"Column '{column.Name}' is of type {column.Type}, which a getter of {typeof(TValue)} cannot read.");
        }

        protected override bool MoveNextCore()
        {
            var starts = _view._order.SessionStarts;
            if (++_position == _view._order.RowCount)
                return false;
            if (!_moveTo(_position))
            {
                throw Ch.Except($"The data had {_view._order.RowCount} rows when the sessions were grouped, but it has only {_position} rows now. "
                    + "Group the sessions again after the source has changed.");
            }
            var startsSession = _session + 1 < starts.Length && starts[_session + 1] == _position;
            if (startsSession)
                _session++;
            _history?.MoveTo(_view._order.RowAt?[_position] ?? _position, startsSession);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _source?.Dispose();
            base.Dispose(disposing);
        }

        private static void Copy<T>(ReadOnlySpan<T> values, ref VBuffer<T> vector)
        {
            var editor = VBufferEditor.Create(ref vector, values.Length);
            values.CopyTo(editor.Values);
            vector = editor.Commit();
        }

        // If no column of the log is needed, the log is not read.
        private (DataViewRow? Source, Func<int, bool> MoveTo) OpenSource(HistoryColumns? history)
        {
            var needed = _active[.._view._groupColumn];
            foreach (var column in history?.Indices ?? [])
                needed[column] = true;
            if (!needed.Contains(true))
                return (null, _ => true);
            if (_view._order.RowAt is { } rowAt)
            {
                var seeker = _view._cache!.GetSeeker(column => needed[column]);
                return (seeker, position => seeker.MoveTo(rowAt[position]));
            }
            var cursor = _view._data.GetRowCursor(_view._data.Schema.Where(column => needed[column.Index]));
            return (cursor, _ => cursor.MoveNext());
        }
    }
}
