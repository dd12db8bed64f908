using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Computes the values of states from those of candidates: <c>v = Σ π(x) q(x)</c> over the rows of a request that are left at the position of a row. Rows
/// that were not chosen have the value of the first position.
/// </summary>
internal sealed class CandidateValues
{
    private readonly float[][] _rowValues;
    private readonly float[][] _stateValues;
    private readonly RequestIndexer _requests;
    private readonly Func<double> _readScore;
    private readonly PageRows? _page;
    private readonly List<float> _scores = [];
    private int _request;
    private int _firstRow;

    private CandidateValues(IHost host, IDataView scored, DataViewRow cursor, SessionColumns columns, float[][] rowValues, float[][] stateValues)
    {
        var rows = new RowDescription(scored, columns.Group, columns.Request);
        (_rowValues, _stateValues) = (rowValues, stateValues);
        _requests = new(ColumnRole.Request.Require(host, rows, columns.Request!), cursor);
        _readScore = ColumnReaders.Number(cursor, scored.Schema[OutputColumn.Score]);
        if (columns.Position is { } position)
            _page = new(ColumnRole.Chosen.Require(host, rows, columns.Chosen!), ColumnRole.Position.Require(host, rows, position), cursor);
    }

    /// <summary>Returns the values of states, with one array per response.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="scored">The log, scored by the policy.</param>
    /// <param name="columns">The columns of the log.</param>
    /// <param name="rowValues">The values of the candidate of each row, one for each response.</param>
    /// <param name="responseCount">The number of responses.</param>
    public static float[][] OfStates(IHost host, IDataView scored, SessionColumns columns, float[][] rowValues, int responseCount)
    {
        float[][] stateValues = [.. Enumerable.Range(0, responseCount).Select(_ => new float[rowValues.Length])];
        string?[] names = [columns.Request, columns.Chosen, columns.Position, OutputColumn.Score];
        using var cursor = scored.GetRowCursor(names.OfType<string>().Distinct().Select(name => scored.Schema[name]));
        var values = new CandidateValues(host, scored, cursor, columns, rowValues, stateValues);
        cursor.VisitRows(host, values.Add);
        values.EndRequest();
        return stateValues;
    }

    private void Add(int row)
    {
        var request = _requests.Read(row);
        if (request != _request)
        {
            EndRequest();
            (_request, _firstRow) = (request, row);
        }
        _scores.Add((float)_readScore());
        _page?.Read(row);
    }

    private void EndRequest()
    {
        var scores = _scores.ToArray();
        var all = PageRows.Softmax(scores);
        for (var place = 0; place < scores.Length; place++)
            Expect(place, all);
        foreach (var (place, probabilities) in _page?.TakeDecisions(scores, _firstRow) ?? [])
            Expect(place, probabilities);
        _scores.Clear();
    }

    private void Expect(int place, float[] probabilities)
    {
        for (var response = 0; response < _stateValues.Length; response++)
        {
            var sum = 0.0;
            for (var other = 0; other < probabilities.Length; other++)
                sum += (double)probabilities[other] * _rowValues[_firstRow + other][response];
            _stateValues[response][_firstRow + place] = (float)sum;
        }
    }
}
