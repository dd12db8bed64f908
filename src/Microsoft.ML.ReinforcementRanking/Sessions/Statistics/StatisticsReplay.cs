namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Computes the statistics of rows in the order of their times. Rows up to the end of the training rows see each other alone. Later ones see the fitted
/// statistics, and each other. Without responses, every row sees the fitted statistics alone.
/// </summary>
internal sealed class StatisticsReplay(StatisticsLayout layout, StatisticsState fitted, bool hasResponses)
{
    private StatisticsState _state = hasResponses ? new(layout) : fitted;
    private bool _isAfterTraining = !hasResponses;

    /// <summary>Writes the statistics of a row, and adds the row.</summary>
    public void Next(long time, ReadOnlySpan<ReadOnlyMemory<char>> keys, ReadOnlySpan<float> responses, Span<float> features)
    {
        if (!_isAfterTraining && time > fitted.Newest)
            (_state, _isAfterTraining) = (fitted.Continue(), true);
        if (hasResponses)
            _state.MoveTo(time);
        _state.Write(time, keys, features);
        if (hasResponses)
            _state.Add(time, keys, responses);
    }

    /// <summary>Reads rows in any order, and returns the statistics of each, one row after another.</summary>
    public float[] ReadAll(IDataView data, StatisticsColumns columns, TimestampStep step)
    {
        var rows = new List<(long Time, string[] Keys, float[] Responses)>();
        using (var cursor = data.GetRowCursor(columns.All))
        {
            var reader = new StatisticsReader(columns, cursor);
            for (var row = 0; cursor.MoveNext(); row++)
            {
                var time = reader.Times.ToTicks(row, reader.Read(row), step);
                rows.Add((time, Array.ConvertAll(reader.Keys, key => key.ToString()), [.. reader.Responses]));
            }
        }
        if ((long)rows.Count * layout.Width > Array.MaxLength)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The statistics of {rows.Count} rows with {layout.Width} values each do not fit into memory. Use fewer rows, keys or responses."));
        }
        var features = new float[rows.Count * layout.Width];
        foreach (var row in Enumerable.Range(0, rows.Count).OrderBy(row => rows[row].Time))
        {
            var (time, keys, responses) = rows[row];
            Next(time, Array.ConvertAll(keys, key => key.AsMemory()), responses, features.AsSpan(row * layout.Width, layout.Width));
        }
        return features;
    }
}
