namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects a timestamp column, 8 bytes per row, and converts it to times when all rows have been read.</summary>
internal sealed class TimestampCollector
{
    private readonly TimestampReader _reader;
    private readonly ChunkedColumn<long> _codes = new();

    public TimestampCollector(RoleColumn column, DataViewRow row)
    {
        _reader = new(column, row);
        Survey = new(column, _reader.Steps);
    }

    public TimestampSurvey Survey { get; }

    /// <summary>Adds the time of the current row of the cursor.</summary>
    public void Add(int row)
    {
        var code = _reader.Read(row);
        _codes.Add(code);
        Survey.Add(row, _reader.NumberOf(code));
    }

    /// <summary>Returns one whole number per row, in the order of the times.</summary>
    public long[] MoveToCodes() => _codes.MoveToArray();

    /// <summary>Returns the ticks since 1970 of each row.</summary>
    public long[] MoveToTicks(TimestampStep step)
    {
        var times = _codes.MoveToArray();
        for (var row = 0; row < times.Length; row++)
            times[row] = _reader.ToTicks(row, times[row], step);
        return times;
    }
}
