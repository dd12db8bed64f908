using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Replays the sessions of a log, whose rows a cursor visits in the order of sessions and times. One session is held at a time, so that memory does not grow
/// with the log.
/// </summary>
internal sealed class HistoryReader
{
    private readonly HistoryColumns _columns;
    private readonly TimestampStep _step;
    private readonly TimestampReader _times;
    private readonly Func<double>[] _responses;
    private readonly Func<long, string> _action;
    private readonly Func<IEnumerable<int>> _values;
    private readonly Func<bool> _isNewRequest;
    private readonly Func<bool> _isChosen;
    private readonly SessionHistory _history;
    private readonly float[] _responsesOfRow;

    public HistoryReader(HistoryColumns columns, TimestampStep step, DataViewRow row)
    {
        _columns = columns;
        _step = step;
        _times = new(columns.Timestamp, row);
        _responses = [.. columns.Responses.Select(response => ColumnReaders.Number(row, response.Column))];
        _responsesOfRow = new float[_responses.Length];
        _action = columns.Action is { } action ? ActionText(action, row) : _ => "";
        _values = columns.Attribute is { } attribute ? Values(attribute.Column, row) : () => [];
        _isNewRequest = columns.Request is { } request ? Changes(request.Column, row) : () => true;
        _isChosen = columns.Chosen is { } chosen ? ColumnReaders.Convert(row, chosen.Column, (bool value) => value) : () => true;
        _history = new(columns.Layout);
        Features = new float[columns.Layout.Width];
        LastActions = new string[columns.Layout.HistoryLength];
    }

    /// <summary>Gets the features of the current row.</summary>
    public float[] Features { get; }

    /// <summary>Gets the ids of the last actions before the current row, newest first. An id is empty if there are fewer.</summary>
    public string[] LastActions { get; }

    /// <summary>Computes the features of the cursor's current row, and adds the row to the history.</summary>
    /// <param name="number">The zero-based number of the row, for errors.</param>
    /// <param name="startsSession">Whether the row is the first of its session.</param>
    public void MoveTo(long number, bool startsSession)
    {
        var time = _times.ToTicks(number, _times.Read(number), _step);
        if (startsSession)
            _history.Start(time);
        _history.MoveTo(time);
        if (_isNewRequest() || startsSession)
            _history.Write(time, Features, LastActions);
        if (!_isChosen())
            return;
        for (var response = 0; response < _responses.Length; response++)
            _responsesOfRow[response] = NumberRule.Finite.RequireSingle(_columns.Responses[response], number, _responses[response]());
        _history.Add(time, _responsesOfRow, _action(number), _values());
    }

    private static Func<long, string> ActionText(RoleColumn column, DataViewRow row)
    {
        if (column.Type is not KeyDataViewType)
        {
            var readId = ColumnReaders.Id(row, column.Column);
            return number => readId() is { IsEmpty: false } id ? id.ToString()
                : throw column.Error(number, $"the id is empty, which means a missing value", "Give every shown row an action, or drop such rows first.");
        }
        var (readKey, names) = (ColumnReaders.Integer(row, column.Column), HistoryColumns.ValuesOf(column.Column));
        return number => readKey() is > 0 and var key ? names[key - 1]
            : throw column.Error(number, $"the key is 0, which means a missing value", MissingKey.Remedy(column.Column));
    }

    private static Func<IEnumerable<int>> Values(DataViewSchema.Column column, DataViewRow row)
    {
        var count = (ulong)column.Type.GetItemType().GetKeyCount();
        if (column.Type is VectorDataViewType)
        {
            var keys = ColumnReaders.Keys(row, column);
            return () => keys().Where(key => key > 0 && key <= count).Select(key => (int)key - 1).Distinct();
        }
        var readKey = ColumnReaders.Integer(row, column);
        return () => readKey() is > 0 and var key ? [(int)key - 1] : [];
    }

    // The requests of a long log do not fit in memory, and the row before is enough.
    private static Func<bool> Changes(DataViewSchema.Column column, DataViewRow row)
    {
        if (column.Type is not TextDataViewType)
        {
            var (readNumber, last) = (ColumnReaders.Integer(row, column), default(ulong?));
            return () =>
            {
                var (before, now) = (last, readNumber());
                last = now;
                return now != before;
            };
        }
        var (readText, lastText) = (ColumnReaders.Id(row, column), default(string?));
        return () =>
        {
            var text = readText();
            if (lastText is not null && text.Span.SequenceEqual(lastText))
                return false;
            lastText = text.ToString();
            return true;
        };
    }
}
