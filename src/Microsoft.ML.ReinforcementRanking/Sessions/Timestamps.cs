using System.Numerics;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads the timestamp types as ticks of 100 ns, so that differences are exact and compare with a <see cref="TimeSpan"/>.</summary>
internal static class Timestamps
{
    private const double MaxMilliseconds = long.MaxValue / TimeSpan.TicksPerMillisecond;

    /// <summary>Ticks of the row that the cursor is on, given its zero-based number; the origin depends on the column's type.</summary>
    public static Func<long, long> Reader(RoleColumn column, DataViewRow row) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.DateTime => DateTimes(row, column.Column),
        TypeCode.Int64 => Milliseconds<long>(column, row),
        TypeCode.UInt64 => Milliseconds<ulong>(column, row),
        TypeCode.Single => Milliseconds<float>(column, row),
        _ => Milliseconds<double>(column, row),
    };

    private static Func<long, long> DateTimes(DataViewRow row, DataViewSchema.Column column)
    {
        var read = ColumnReaders.Convert(row, column, (DateTime time) => time.Ticks);
        return _ => read();
    }

    private static Func<long, long> Milliseconds<T>(RoleColumn column, DataViewRow row)
        where T : struct, INumber<T>
    {
        // Every whole millisecond within the range of ticks is exact in double precision.
        var read = ColumnReaders.Convert(row, column.Column, (T value) => double.CreateTruncating(value));
        return rowNumber =>
        {
            var milliseconds = read();
            if (!(Math.Abs(milliseconds) <= MaxMilliseconds))
            {
                throw column.Error(rowNumber, $"the value is {milliseconds}, but it must be a finite number of milliseconds, at most {MaxMilliseconds} from zero",
                    "Give milliseconds since the Unix epoch, not micro- or nanoseconds, and drop rows without a time.");
            }
            var whole = Math.Floor(milliseconds);
            return ((long)whole * TimeSpan.TicksPerMillisecond) + (long)Math.Round((milliseconds - whole) * TimeSpan.TicksPerMillisecond);
        };
    }
}
