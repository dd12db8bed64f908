namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Collects a timestamp column, 8 bytes per row, and converts it to times when all rows have been read.</summary>
internal sealed class TimestampCollector
{
    private readonly RoleColumn _column;
    private readonly TimestampReader _reader;
    private readonly ChunkedColumn<long> _codes = new();

    public TimestampCollector(RoleColumn column, DataViewRow row)
    {
        _column = column;
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
        {
            if (step != TimestampStep.Date)
                times[row] = ToTicks(row, _reader.NumberOf(times[row]), step);
        }
        return times;
    }

    private long ToTicks(int row, double number, TimestampStep step) => step.ToTicks(number) ?? throw _column.Error(
        row, $"the value is {number}, which is not a valid time{step.InUnit} since 1970",
        "Correct or drop the row, or set SessionGroupingOptions.TimestampUnit.");
}
