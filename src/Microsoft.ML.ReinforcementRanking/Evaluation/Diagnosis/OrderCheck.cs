using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Looks for rows of a session that are out of order or not neighbors, and for equal rows.</summary>
internal sealed class OrderCheck(LogColumns columns) : LogCheck
{
    private const double LargestShareOfDuplicates = 0.01;

    private readonly List<double> _latest = [];
    private readonly HashSet<ulong> _hashes = [];
    private readonly RowTally _backward = new();
    private readonly RowTally _apart = new();
    private readonly RowTally _duplicates = new();
    private int _session = -1;
    private long _rowCount;

    public override void Add(CheckedRow row)
    {
        _rowCount++;
        if (row.Session == _latest.Count)
            _latest.Add(row.Time);
        else if (row.Session != _session)
            _apart.Add(row.Number);
        if (row.Time < _latest[row.Session])
            _backward.Add(row.Number);
        _latest[row.Session] = row.Time;
        _session = row.Session;
        if (columns.Timestamp is not null && !_hashes.Add(HashOf(row)))
            _duplicates.Add(row.Number);
    }

    public override IEnumerable<LogFinding> Findings()
    {
        if (_backward.Count > 0)
        {
            yield return OutOfOrder(columns.Timestamp!, _backward, "are earlier than the row before them in their session",
                "Sort the log with mlContext.Data.GroupSessions, or at its source. Check that the times of all devices use one clock.");
        }
        if (_apart.Count > 0)
        {
            yield return OutOfOrder(columns.Session!, _apart, "stand apart from the earlier rows of their session",
                "Sort the log so that the rows of a session are neighbors, for example with mlContext.Data.GroupSessions.");
        }
        if (_duplicates.Count > 0)
        {
            var share = (double)_duplicates.Count / _rowCount;
            yield return new LogFinding
            {
                Defect = LogDefect.DuplicateRows,
                Severity = share >= LargestShareOfDuplicates ? LogSeverity.Severe : LogSeverity.Warning,
                Value = share,
                Rows = _duplicates.First,
                Message = Text($"{_duplicates.Count} of {_rowCount} rows ({share:P2}) are equal to an earlier row in all columns that are read. ")
                    + $"The first is {columns.Timestamp!.Rows.Of(_duplicates.First[0])}.",
                Advice = "Such rows count twice in training and in evaluation. Drop them at the source, where events are often delivered more than once.",
            };
        }
    }

    private static LogFinding OutOfOrder(RoleColumn column, RowTally tally, string what, string advice) => new()
    {
        Defect = LogDefect.RowsOutOfOrder,
        Severity = LogSeverity.Severe,
        ColumnName = column.Column.Name,
        Value = tally.Count,
        Rows = tally.First,
        Message = Text($"{tally.Count} rows {what}. The first is {column.Rows.Of(tally.First[0])}."),
        Advice = advice,
    };

    // Two different rows of a log of a million rows have the same hash with a probability of 3e-8.
    private static ulong HashOf(CheckedRow row)
    {
        var hash = row.SessionHash;
        Mix(ref hash, BitConverter.DoubleToUInt64Bits(row.Time));
        Mix(ref hash, (ulong)row.Action);
        foreach (var response in row.Responses)
            Mix(ref hash, BitConverter.DoubleToUInt64Bits(response));
        foreach (var (slot, value) in row.Features.Items())
            Mix(ref hash, ((ulong)slot << 32) | BitConverter.SingleToUInt32Bits(value));
        return hash;
    }

    private static void Mix(ref ulong hash, ulong value) => hash = SplitMix64.At(hash ^ value, 1);
}
