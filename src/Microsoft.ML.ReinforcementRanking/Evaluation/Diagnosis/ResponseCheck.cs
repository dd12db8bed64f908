using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Looks for a response that is missing, constant or too rare.</summary>
/// <param name="column">The column of the response.</param>
/// <param name="index">The index of the response in a row.</param>
internal sealed class ResponseCheck(RoleColumn column, int index) : LogCheck
{
    /// <summary>With fewer rows, the standard error of a rate is above 10 % of it.</summary>
    private const long FewestRows = 100;

    /// <summary>With fewer rows, the standard error of a rate is above 25 % of it.</summary>
    private const long FewestRowsAtAll = 16;

    private readonly RowTally _missing = new();
    private (double Smallest, double Largest) _range = (double.PositiveInfinity, double.NegativeInfinity);
    private bool _isBinary = true;
    private long _count;
    private long _ones;

    public override void Add(CheckedRow row)
    {
        var value = row.Responses[index];
        if (!double.IsFinite(value))
        {
            _missing.Add(row.Number);
            return;
        }
        _count++;
        _ones += value == 1 ? 1 : 0;
        _isBinary &= value is 0 or 1;
        _range = (Math.Min(_range.Smallest, value), Math.Max(_range.Largest, value));
    }

    public override IEnumerable<LogFinding> Findings()
    {
        if (_missing.Count > 0)
        {
            yield return Finding(LogDefect.MissingValues, LogSeverity.Severe, _missing.Count,
                $"{_missing.Count} of {_count + _missing.Count} values of response '{column.Column.Name}' are not finite. The first is in "
                + $"{column.Rows.Of(_missing.First[0])}.",
                NumberRule.FiniteRemedy, _missing.First);
        }
        if (_count > 0 && _range.Smallest == _range.Largest)
        {
            yield return Finding(LogDefect.ConstantResponse, LogSeverity.Severe, _range.Smallest,
                Text($"Response '{column.Column.Name}' is {_range.Smallest} in all {_count} rows."),
                "There is nothing to learn from it. Check how the column is made and loaded.");
        }
        else if (RowsThatTeach() is < FewestRows and var rows)
        {
            yield return Finding(LogDefect.RareResponse, rows < FewestRowsAtAll ? LogSeverity.Severe : LogSeverity.Warning, rows,
                _isBinary
                    ? Text($"Response '{column.Column.Name}' has its rarer value in {rows} of {_count} rows. About {RowsNeeded()} rows are needed for ")
                        + $"{FewestRows} of them, which measure its rate to 10 %."
                    : Text($"Response '{column.Column.Name}' has {rows} rows, and about {FewestRows} are needed at least."),
                "Collect a longer log, or use a more frequent response that goes with it.");
        }
    }

    private long RowsThatTeach() => _isBinary ? Math.Min(_ones, _count - _ones) : _count;

    private long RowsNeeded() => (long)Math.Ceiling(FewestRows * (double)_count / Math.Max(RowsThatTeach(), 1));

    private LogFinding Finding(
        LogDefect defect, LogSeverity severity, double value, string message, string advice, IReadOnlyList<long>? rows = null) => new()
        {
            Defect = defect,
            Severity = severity,
            ColumnName = column.Column.Name,
            Value = value,
            Rows = rows ?? [],
            Message = message,
            Advice = advice,
        };
}
