using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Reads a log once. Numbers that a trainer would refuse are passed on, since it is for a diagnosis to count them. Ids and times that are missing are errors.
/// </summary>
/// <param name="host">The host that errors are reported with.</param>
/// <param name="columns">The columns of the log.</param>
/// <param name="seed">The seed of the hash of sessions.</param>
internal sealed class LogReader(IHost host, LogColumns columns, int seed)
{
    private Action<CheckedRow>? _readSession, _readTime, _readAction, _readEligible, _readPropensity, _readFeatures, _readResponses;

    /// <summary>Reads all rows, passes each on, and returns their number.</summary>
    /// <param name="data">The log.</param>
    /// <param name="ids">The ids of actions so far, to which new ones are added. Keys do not use it.</param>
    /// <param name="visit">A function that is called with each row.</param>
    public int Read(IDataView data, TextIndex ids, Action<CheckedRow> visit)
    {
        using var cursor = data.GetRowCursor(columns.All);
        Prepare(cursor, ids);
        var row = new CheckedRow(columns.Responses.Count);
        return cursor.VisitRows(host, number =>
        {
            row.Number = number;
            _readSession!(row);
            _readTime?.Invoke(row);
            _readAction?.Invoke(row);
            _readEligible?.Invoke(row);
            _readPropensity?.Invoke(row);
            _readFeatures?.Invoke(row);
            _readResponses!(row);
            visit(row);
        });
    }

    private void Prepare(DataViewRow cursor, TextIndex ids)
    {
        _readSession = Sessions(cursor);
        if (columns.Timestamp is { } timestamp)
        {
            var times = new TimestampReader(timestamp, cursor);
            _readTime = row => row.Time = times.NumberOf(times.Read(row.Number));
        }
        if (columns.Action is { } action)
        {
            var actions = ActionReader.Create(action, cursor, ids);
            _readAction = row => row.Action = actions.Read(row.Number);
        }
        if (columns.EligibleActions is { } eligible)
        {
            var sets = ActionSetReader.Create(eligible.Column, cursor, ids);
            _readEligible = row => sets.Read(row.Eligible);
        }
        if (columns.Propensity is { } propensity)
        {
            var read = ColumnReaders.Number(cursor, propensity.Column);
            _readPropensity = row => row.Propensity = read();
        }
        if (columns.Features is { } features)
        {
            var get = cursor.GetGetter<VBuffer<float>>(features.Column);
            _readFeatures = row => get(ref row.Features);
        }
        Func<double>[] responses = [.. columns.Responses.Select(column => ColumnReaders.Number(cursor, column.Column))];
        _readResponses = row =>
        {
            for (var index = 0; index < responses.Length; index++)
                row.Responses[index] = responses[index]();
        };
    }

    private Action<CheckedRow> Sessions(DataViewRow cursor)
    {
        if (columns.Session is not { } session)
            return row => (row.Session, row.SessionHash) = (row.Number, SeededHash.Of((ulong)row.Number, seed));
        var (indices, hash) = (ValueIndexer.Create(session, cursor), SeededHash.Reader(session, cursor, seed));
        return row => (row.Session, row.SessionHash) = (indices.Read(row.Number), hash());
    }
}
