using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Reads a timestamp of any type as a code, which is a whole number in the order of the times. The time that a number stands for depends on its unit,
/// which is known only when all rows have been read.
/// </summary>
internal sealed class TimestampReader
{
    private static readonly string[] Iso8601 =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mmK", "yyyy-MM-dd"];

    private readonly RoleColumn _column;
    private readonly Func<long, long> _read;
    private readonly bool _isDate;

    public TimestampReader(RoleColumn column, DataViewRow row)
    {
        _column = column;
        _isDate = IsDate(column.Type);
        _read = column.Type switch
        {
            DateTimeDataViewType => WithoutRow(ColumnReaders.Convert(row, column.Column, (DateTime time) => time.Ticks - DateTime.UnixEpoch.Ticks)),
            DateTimeOffsetDataViewType =>
                WithoutRow(ColumnReaders.Convert(row, column.Column, (DateTimeOffset time) => time.UtcTicks - DateTime.UnixEpoch.Ticks)),
            TextDataViewType => Text(column, row),
            _ => Number(column, row),
        };
    }

    /// <summary>Gets the possible steps of the column: the units of numbers, or ticks.</summary>
    public IReadOnlyList<TimestampStep> Steps => _isDate ? [TimestampStep.Date] : TimestampStep.Numbers;

    /// <summary>Returns whether a column of the type holds dates, which need no unit.</summary>
    public static bool IsDate(DataViewType type) => type is DateTimeDataViewType or DateTimeOffsetDataViewType or TextDataViewType;

    /// <summary>Returns the code of the current row of the cursor.</summary>
    public long Read(long rowNumber) => _read(rowNumber);

    /// <summary>Returns the number of steps since 1970 that a code stands for.</summary>
    public double NumberOf(long code) => _isDate ? code : BitConverter.Int64BitsToDouble(Sortable(code));

    /// <summary>Returns the ticks since 1970 that a code of the row stands for.</summary>
    /// <exception cref="InvalidOperationException">The time is out of range.</exception>
    public long ToTicks(long rowNumber, long code, TimestampStep step) => step == TimestampStep.Date
        ? code
        : step.ToTicks(NumberOf(code)) ?? throw _column.Error(
            rowNumber, $"the value is {NumberOf(code)}, which is not a valid time{step.InUnit} since 1970",
            "Correct or drop the row, or set TimestampUnit.");

    private static Func<long, long> WithoutRow(Func<long> read) => _ => read();

    private static Func<long, long> Number(RoleColumn column, DataViewRow row)
    {
        var read = ColumnReaders.Number(row, column.Column);
        return rowNumber => read() is var number && double.IsFinite(number)
            ? Sortable(BitConverter.DoubleToInt64Bits(number))
            : throw column.Error(rowNumber, $"the value is {number}, but it must be a finite number", "Give every row a time, or drop such rows first.");
    }

    // The bits of negative numbers are in reverse order. Flipping all bits but the sign corrects the order, and doing so again restores the number.
    private static long Sortable(long bits) => bits ^ ((bits >> 63) & long.MaxValue);

    private static Func<long, long> Text(RoleColumn column, DataViewRow row)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(column.Column);
        var text = default(ReadOnlyMemory<char>);
        return rowNumber =>
        {
            get(ref text);
            return DateTimeOffset.TryParseExact(text.Span, Iso8601, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time.UtcTicks - DateTime.UnixEpoch.Ticks
                : throw column.Error(rowNumber, $"the text is '{text}', but it must be an ISO 8601 date such as 2026-11-28T13:10:27Z", RemedyOf(text.Span));
        };
    }

    private static string RemedyOf(ReadOnlySpan<char> text) => text.IsEmpty
        ? "Give every row a time, or drop such rows first."
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? "It looks like a number: load the column as Int64 or Double, or convert it with mlContext.Transforms.Conversion.ConvertType."
            : "Convert the column with mlContext.Transforms.CustomMapping.";
}
