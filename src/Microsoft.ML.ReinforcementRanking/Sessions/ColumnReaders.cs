using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Creates functions that read a kind of value through ML.NET's typed getters, so that the type switch is written once.</summary>
internal static class ColumnReaders
{
    private const ulong SignBit = 1UL << 63;

    /// <summary>The number of characters of the smallest Int64 and of the largest UInt64.</summary>
    private const int LongestInteger = 20;

    /// <summary>Reads a Single, a Double, an integer, or a Boolean as 0 or 1.</summary>
    public static Func<double> Number(DataViewRow row, DataViewSchema.Column column) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.Boolean => Convert(row, column, (bool value) => value ? 1d : 0d),
        TypeCode.Double => Number<double>(row, column),
        TypeCode.Byte => Number<byte>(row, column),
        TypeCode.UInt16 => Number<ushort>(row, column),
        TypeCode.UInt32 => Number<uint>(row, column),
        TypeCode.UInt64 => Number<ulong>(row, column),
        TypeCode.SByte => Number<sbyte>(row, column),
        TypeCode.Int16 => Number<short>(row, column),
        TypeCode.Int32 => Number<int>(row, column),
        TypeCode.Int64 => Number<long>(row, column),
        _ => Number<float>(row, column),
    };

    /// <summary>Reads a key or an integer as an unsigned number with the same order. A missing key is 0.</summary>
    public static Func<ulong> Integer(DataViewRow row, DataViewSchema.Column column) => Type.GetTypeCode(column.Type.RawType) switch
    {
        TypeCode.Byte => Integer<byte>(row, column),
        TypeCode.UInt16 => Integer<ushort>(row, column),
        TypeCode.UInt32 => Integer<uint>(row, column),
        TypeCode.UInt64 => Integer<ulong>(row, column),
        TypeCode.SByte => Integer<sbyte>(row, column),
        TypeCode.Int16 => Integer<short>(row, column),
        TypeCode.Int32 => Integer<int>(row, column),
        TypeCode.Int64 => Integer<long>(row, column),
        var other => throw new UnreachableException($"a column of raw type {other} passed the check for integers"),
    };

    /// <summary>Reads text, or an integer as text in the invariant culture. The text is valid until the next read.</summary>
    public static Func<ReadOnlyMemory<char>> Id(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
            return Convert(row, column, (ReadOnlyMemory<char> text) => text);
        var (read, buffer) = (Integer(row, column), new char[LongestInteger]);
        return IsSigned(column.Type) ? () => Format((long)(read() ^ SignBit), buffer) : () => Format(read(), buffer);
    }

    /// <summary>Reads a vector of text, or of integers as text in the invariant culture. Each text is valid until the next one is read.</summary>
    public static Func<IEnumerable<ReadOnlyMemory<char>>> Ids(DataViewRow row, DataViewSchema.Column column)
    {
        var item = column.Type.GetItemType();
        if (item is TextDataViewType)
            return Values(row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column));
        var buffer = new char[LongestInteger];
        if (IsSigned(item))
        {
            var signed = Values(RowCursorUtils.GetVecGetterAs<long>(NumberDataViewType.Int64, row, column.Index));
            return () => signed().Select(number => Format(number, buffer));
        }
        var unsigned = Values(RowCursorUtils.GetVecGetterAs<ulong>(NumberDataViewType.UInt64, row, column.Index));
        return () => unsigned().Select(number => Format(number, buffer));
    }

    /// <summary>Reads a vector of keys. A missing key is 0, or a number above the cardinality of the type.</summary>
    public static Func<IEnumerable<ulong>> Keys(DataViewRow row, DataViewSchema.Column column)
        => Values(RowCursorUtils.GetVecGetterAs<ulong>(NumberDataViewType.UInt64, row, column.Index));

    public static Func<TOut> Convert<TIn, TOut>(DataViewRow row, DataViewSchema.Column column, Func<TIn, TOut> convert)
        where TIn : struct
    {
        var get = row.GetGetter<TIn>(column);
        TIn value = default;
        return () =>
        {
            get(ref value);
            return convert(value);
        };
    }

    private static Func<IEnumerable<T>> Values<T>(ValueGetter<VBuffer<T>> get)
    {
        var vector = default(VBuffer<T>);
        return () =>
        {
            get(ref vector);
            return vector.DenseValues();
        };
    }

    private static bool IsSigned(DataViewType type)
        => Type.GetTypeCode(type.RawType) is TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64;

    private static ReadOnlyMemory<char> Format<T>(T number, char[] buffer)
        where T : ISpanFormattable
    {
        number.TryFormat(buffer, out var length, format: default, CultureInfo.InvariantCulture);
        return buffer.AsMemory(0, length);
    }

    private static Func<double> Number<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, INumber<T> => Convert(row, column, (T value) => double.CreateTruncating(value));

    private static Func<ulong> Integer<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        // Flipping the sign bit sorts negative numbers before positive ones.
        var flip = T.IsNegative(T.MinValue) ? SignBit : 0;
        return Convert(row, column, (T value) => ulong.CreateTruncating(value) ^ flip);
    }
}
