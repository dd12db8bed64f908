using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents a scored view with the column <c>Probability</c>, a softmax of the scores over the rows of a request, or over those that are left at the
/// position of a row. A second cursor reads the scores of a request before its rows, so that one request is in memory at a time.
/// </summary>
internal sealed class RequestProbabilitiesView : IDataView
{
    private static readonly NumberRule FiniteScore = new(double.IsFinite, "finite", "Replace missing features before the policy, as in training.");

    private readonly IHost _host;
    private readonly IDataView _source;
    private readonly RoleColumn _request;
    private readonly RoleColumn _score;
    private readonly RoleColumn? _chosen;
    private readonly RoleColumn? _position;

    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="source">The scored view.</param>
    /// <param name="request">The request column.</param>
    /// <param name="chosen">The column of the rows that were chosen, or null if requests are not pages.</param>
    /// <param name="position">The column of the positions of these rows, which is given together with it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    public RequestProbabilitiesView(IHost host, IDataView source, string request, string? chosen, string? position)
    {
        (_host, _source) = (host, source);
        var rows = new RowDescription(source, request);
        _request = ColumnRole.Request.Require(host, rows, request, "Name the column of the request that a row is a candidate of");
        if (chosen is not null && position is not null)
        {
            _chosen = ColumnRole.Chosen.Require(host, rows, chosen);
            _position = ColumnRole.Position.Require(host, rows, position);
        }
        _score = (ColumnRole.Number with { Name = "score" }).Require(host, rows, OutputColumn.Score,
            "Score the data with a fitted model, which adds 'Score'");
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(source.Schema);
        schema.AddColumn(OutputColumn.Probability, NumberDataViewType.Single);
        Schema = schema.ToSchema();
    }

    /// <summary>Gets false, because the rows of a request must stay neighbors.</summary>
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columnsNeeded)
            active[column.Index] = true;
        return new Cursor(this, _source.GetRowCursor(_source.Schema.Where(column => active[column.Index])), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : SynchronizedCursorBase
    {
        private readonly RequestProbabilitiesView _view;
        private readonly bool[] _active;
        private readonly RequestScores? _scores;

        public Cursor(RequestProbabilitiesView view, DataViewRowCursor input, bool[] active)
            : base(view._host, input)
        {
            (_view, _active) = (view, active);
            if (active[^1])
                _scores = new(view);
        }

        public override DataViewSchema Schema => _view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Ch.CheckParam(IsColumnActive(column), nameof(column), "requested column is not active");
            if (column.Index < _view._source.Schema.Count)
                return Input.GetGetter<TValue>(Input.Schema[column.Index]);
            ValueGetter<float> getter = (ref float value) => value = _scores!.ProbabilityOf(Position);
            return getter as ValueGetter<TValue>
                ?? throw Ch.Except($"Column '{column.Name}' is of type {column.Type}, which a getter of {typeof(TValue)} cannot read.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _scores?.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Reads the scores of one request after another.</summary>
    private sealed class RequestScores : IDisposable
    {
        private readonly RequestProbabilitiesView _view;
        private readonly DataViewRowCursor _cursor;
        private readonly RequestIndexer _requests;
        private readonly Func<double> _readScore;
        private readonly PageRows? _page;
        private readonly List<float> _probabilities = [];
        private long _firstRow;
        private bool _hasRow;

        public RequestScores(RequestProbabilitiesView view)
        {
            _view = view;
            RoleColumn?[] columns = [view._request, view._score, view._chosen, view._position];
            _cursor = view._source.GetRowCursor(columns.OfType<RoleColumn>().Select(column => column.Column).DistinctBy(column => column.Index));
            _requests = new(view._request, _cursor);
            _readScore = ColumnReaders.Number(_cursor, view._score.Column);
            if (view is { _chosen: { } chosen, _position: { } position })
                _page = new(chosen, position, _cursor);
            _hasRow = _cursor.MoveNext();
        }

        /// <summary>Returns the probability of a row, which does not come before one that was asked for earlier.</summary>
        public float ProbabilityOf(long row)
        {
            while (row >= _firstRow + _probabilities.Count)
                ReadRequest();
            return _probabilities[(int)(row - _firstRow)];
        }

        public void Dispose() => _cursor.Dispose();

        private void ReadRequest()
        {
            _firstRow += _probabilities.Count;
            _probabilities.Clear();
            if (!_hasRow)
                throw _view._host.Except("The data has more rows than in another pass over it. Save it to a file or cache it first.");
            var request = ReadRow();
            while ((_hasRow = _cursor.MoveNext()) && RequestOfRow() == request)
                ReadRow();
            var scores = CollectionsMarshal.AsSpan(_probabilities);
            var decisions = _page?.TakeDecisions(scores, _firstRow) ?? [];
            PageRows.Softmax(scores).CopyTo(scores);
            foreach (var (place, probabilities) in decisions)
                scores[place] = probabilities[place];
        }

        private int ReadRow()
        {
            var row = (int)_cursor.Position;
            _probabilities.Add(FiniteScore.RequireSingle(_view._score, row, _readScore()));
            _page?.Read(row);
            return RequestOfRow();
        }

        private int RequestOfRow() => _requests.Read((int)_cursor.Position);
    }
}
