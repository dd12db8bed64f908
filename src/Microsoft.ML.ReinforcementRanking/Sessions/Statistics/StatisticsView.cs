using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Represents a view with response statistics. Rows in the order of their times are streamed. The statistics of rows in another order are computed when they
/// are first read, and held in memory.
/// </summary>
internal sealed class StatisticsView : IDataView
{
    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly StatisticsColumns _columns;
    private readonly StatisticsFit _fit;
    private readonly Lazy<float[]?> _features;

    public StatisticsView(IHost host, IDataView source, StatisticsFit fit)
    {
        (_host, _source, _fit) = (host, source, fit);
        _columns = StatisticsColumns.Find(host, new RowDescription(source, fit.Layout.Timestamp), fit.Layout, needsResponses: false);
        _features = new(() => HasResponses && !IsSorted() ? NewReplay().ReadAll(source, _columns, fit.TimeStep) : null);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(source.Schema);
        schema.AddColumn(fit.Layout.Output, fit.OutputType, fit.Annotations());
        Schema = schema.ToSchema();
    }

    /// <summary>Gets false, because the statistics of a row depend on the rows before it.</summary>
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    private bool HasResponses => _columns.Responses.Count > 0;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return new Cursor(this, active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private StatisticsReplay NewReplay() => new(_fit.Layout, _fit.State, HasResponses);

    private bool IsSorted()
    {
        using var cursor = _source.GetRowCursor([_columns.Timestamp.Column]);
        var times = new TimestampReader(_columns.Timestamp, cursor);
        var last = long.MinValue;
        for (var row = 0; cursor.MoveNext(); row++)
        {
            var time = times.Read(row);
            if (time < last)
                return false;
            last = time;
        }
        return true;
    }

    private sealed class Cursor : RootCursorBase
    {
        private readonly StatisticsView _view;
        private readonly bool[] _active;
        private readonly DataViewRowCursor _input;
        private readonly StatisticsReader? _reader;
        private readonly StatisticsReplay? _replay;
        private readonly float[] _features;

        public Cursor(StatisticsView view, bool[] active)
            : base(view._host)
        {
            (_view, _active) = (view, active);
            var streams = active[^1] && view._features.Value is null;
            HashSet<int> read = streams ? [.. view._columns.All.Select(column => column.Index)] : [];
            _input = view._source.GetRowCursor(view._source.Schema.Where(column => active[column.Index] || read.Contains(column.Index)));
            _features = new float[view._fit.Layout.Width];
            if (streams)
                (_reader, _replay) = (new(view._columns, _input), view.NewReplay());
        }

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.CheckParam(IsColumnActive(column), nameof(column), "requested column is not active");
            if (column.Index < _view._source.Schema.Count)
                return _input.GetGetter<TValue>(_view._source.Schema[column.Index]);
            return StatisticsFit.Getter(() => _features) as ValueGetter<TValue>
                ?? throw Ch.Except($"Column '{column.Name}' is of type {column.Type}, which a getter of {typeof(TValue)} cannot read.");
        }

        protected override bool MoveNextCore()
        {
            if (!_input.MoveNext())
                return false;
            var row = Position + 1;
            if (_reader is not null)
            {
                var time = _reader.Times.ToTicks(row, _reader.Read(row), _view._fit.TimeStep);
                _replay!.Next(time, _reader.Keys, _reader.Responses, _features);
            }
            else if (_active[^1])
            {
                _view._features.Value.AsSpan(checked((int)row * _features.Length), _features.Length).CopyTo(_features);
            }
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }
    }
}
