using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Reads a log with one row per candidate of a request. A row of the dataset is a decision: a candidate that was chosen. Its catalog consists of the
/// candidates of all requests, its eligible actions are the candidates of its request that were not chosen at an earlier position, and its state has no
/// features. A session is a chain of decisions, and the positions of a page follow each other.
/// </summary>
internal sealed class CandidateReader
{
    private readonly VectorReader _features;
    private readonly FeatureTableBuilder _candidates;
    private readonly int _firstCandidate;
    private readonly RequestIndexer _requests;
    private readonly RoleColumn? _groupColumn;
    private readonly ValueIndexer? _group;
    private readonly RoleColumn _chosenColumn;
    private readonly ValueGetter<bool> _getChosen;
    private readonly Func<int, int>? _readPosition;
    private readonly PageOrder? _pages;
    private readonly ChosenValues _values;
    private readonly ColumnStore _store;
    private readonly ColumnBuilder<int> _actions;
    private readonly ColumnBuilder<int>? _positions;
    private readonly ColumnBuilder<int> _sessionOfDecision;
    private readonly ColumnBuilder<int> _setStarts;
    private readonly ColumnBuilder<int> _sets;
    private readonly List<ChosenRow> _chosen = [];
    private int _request = -1;
    private int _firstRow;
    private int _session;

    private CandidateReader(IHost host, RowDescription rows, DataViewRow row, SessionColumns columns, FeatureTableBuilder candidates, ColumnStore store)
    {
        RoleColumn Column(ColumnRole role, string name) => role.Require(host, rows, name);

        _store = store;
        _actions = store.NewBuilder<int>("actions");
        _sessionOfDecision = store.NewBuilder<int>("sessions");
        _setStarts = store.NewBuilder<int>("eligible-starts");
        _sets = store.NewBuilder<int>("eligible-actions");
        _features = new(Column(ColumnRole.Features, columns.Features), row);
        (_candidates, _firstCandidate) = (candidates, candidates.RowCount);
        _requests = new(Column(ColumnRole.Request, columns.Request!), row);
        if (columns.Group is { } group)
            _group = ValueIndexer.Create(_groupColumn = Column(ColumnRole.Session, group), row);
        _chosenColumn = Column(ColumnRole.Chosen, columns.Chosen!);
        _getChosen = row.GetGetter<bool>(_chosenColumn.Column);
        if (columns.Position is { } name)
        {
            var position = Column(ColumnRole.Position, name);
            var read = ColumnReaders.Number(row, position.Column);
            _readPosition = number => (int)NumberRule.Position.Require(position, number, read());
            _pages = new(position);
            _positions = store.NewBuilder<int>("positions");
        }
        _values = new(columns, Column, row);
    }

    /// <summary>Reads the logs of a fit, which share one table of candidates.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="columns">The columns to read, with those of requests and chosen rows.</param>
    /// <param name="training">The training data.</param>
    /// <param name="validation">The validation data, or null.</param>
    /// <param name="cache">The folder of the columns, or null for memory. Candidates, which steps gather from one tensor, are in memory.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    /// <exception cref="InvalidOperationException">
    /// A value is missing, not finite or out of its range, there are no rows, or a request is not whole, is in two sessions, or has no chosen row.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static (SessionDataset Training, SessionDataset? Validation) Read(
        IHost host, SessionColumns columns, IDataView training, IDataView? validation, CacheFolder? cache = null,
        CancellationToken cancellation = default)
    {
        columns.Check(host, training.Schema);
        var candidates = new FeatureTableBuilder(training.Schema[columns.Features].Type.GetVectorSize());
        SessionDataset ReadLog(string name, IDataView data)
            => CacheStore.Read(cache, name, store => Read(host, columns, data, candidates, store, cancellation));
        var log = ReadLog("training", training);
        var heldOut = validation is null ? null : ReadLog("validation", validation);
        RequireOneTensor(host, columns, candidates);
        var table = candidates.ToTable();
        SessionDataset WithTable(SessionDataset data) => data with { ActionCount = table.RowCount, ActionFeatures = table };
        return (WithTable(log), heldOut is null ? null : WithTable(heldOut));
    }

    /// <summary>Requires that the features of all candidates fit into one tensor, from which gradient steps select those of their requests.</summary>
    private static void RequireOneTensor(IHost host, SessionColumns columns, FeatureTableBuilder candidates)
    {
        var bytes = (long)candidates.RowCount * candidates.Width * sizeof(float);
        if (bytes <= int.MaxValue)
            return;
        throw host.Except(string.Create(CultureInfo.InvariantCulture,
            $"The log has {candidates.RowCount} candidates (request column '{columns.Request}') with {candidates.Width} features each (column "
            + $"'{columns.Features}'), zeros included. These are {bytes} bytes, and a fit holds at most {int.MaxValue} bytes of them in one tensor. Keep at "
            + $"most {int.MaxValue / sizeof(float) / candidates.Width} candidates: keep fewer sessions, or a sample of the candidates that were not chosen. Or "
            + $"use fewer features for each."));
    }

    private static SessionDataset Read(
        IHost host, SessionColumns columns, IDataView data, FeatureTableBuilder candidates, ColumnStore store, CancellationToken cancellation)
    {
        using var cursor = data.GetRowCursor(columns.Names.Distinct().Select(name => data.Schema[name]));
        var reader = new CandidateReader(host, new(data, columns.Group, columns.Request), cursor, columns, candidates, store);
        var rowCount = cursor.VisitRows(host, reader.AddRow, cancellation);
        reader.EndRequest(rowCount);
        return reader.ToDataset();
    }

    private void AddRow(int row)
    {
        var request = _requests.Read(row);
        var session = _group?.Read(row) ?? request;
        if (request != _request)
        {
            if (row > 0)
                EndRequest(row);
            (_request, _firstRow, _session) = (request, row, session);
        }
        if (session != _session)
        {
            throw _groupColumn!.Error(row, $"the rows before it of the same request are in another session",
                "A request belongs to one session. Give every request an id of its own, and all of its rows one session.");
        }
        _candidates.Add(_features.Read(row));
        var isChosen = false;
        _getChosen(ref isChosen);
        if (isChosen)
            AddChosen(row);
    }

    private void AddChosen(int row)
    {
        if (_readPosition is null && _chosen.Count > 0)
        {
            throw _chosenColumn.Error(row, $"the value is true, but row {_chosen[0].Row} of the same request is chosen, too",
                "Mark one row of each request, or name the column of the positions of a page (PositionColumnName) where several candidates were shown.");
        }
        _chosen.Add(new(row, _readPosition?.Invoke(row) ?? 0, _values.Add(row)));
    }

    private void EndRequest(int end)
    {
        if (_chosen.Count == 0)
        {
            throw _chosenColumn.Error(_firstRow, $"none of the {end - _firstRow} candidates of the request, which starts in this row, is chosen",
                "Set the value to true in the row of the candidate that was shown, or drop requests without one.");
        }
        var decisions = _pages?.Sort(_chosen, row => (row.Position, row.Row)) ?? _chosen;
        for (var decision = 0; decision < decisions.Count; decision++)
        {
            _values.AddDecision(decisions[decision].Place);
            _actions.Add(_firstCandidate + decisions[decision].Row);
            _positions?.Add(decision);
            _sessionOfDecision.Add(_session);
            _setStarts.Add(_sets.Count);
            var earlier = decisions.Take(decision).Select(row => row.Row).ToHashSet();
            for (var row = _firstRow; row < end; row++)
            {
                if (!earlier.Contains(row))
                    _sets.Add(_firstCandidate + row);
            }
        }
        _chosen.Clear();
    }

    private SessionDataset ToDataset()
    {
        _setStarts.Add(_sets.Count);
        var sessionOfDecision = _sessionOfDecision.MoveToColumn();
        var sessionCount = _group?.Count ?? _requests.Count;
        return _values.AddTo(new SessionDataset
        {
            Store = _store,
            RowCount = sessionOfDecision.Length,
            SessionCount = sessionCount,
            SessionOfRow = sessionOfDecision,
            NextRow = SessionDataset.Chain(sessionOfDecision, sessionCount, _store),
            Features = new NoFeatures(sessionOfDecision.Length),
            Responses = [],
            Actions = _actions.MoveToColumn(),
            Positions = _positions?.MoveToColumn(),
            EligibleActions = new(_setStarts.MoveToColumn(), _sets.MoveToColumn()),
        });
    }

    /// <summary>Represents a chosen row of the current request.</summary>
    /// <param name="Row">The zero-based number of the row.</param>
    /// <param name="Position">The position on the page, or 0 where requests have one chosen row.</param>
    /// <param name="Place">The place of the row among all chosen rows, in the order of the log.</param>
    private readonly record struct ChosenRow(int Row, int Position, int Place);
}
