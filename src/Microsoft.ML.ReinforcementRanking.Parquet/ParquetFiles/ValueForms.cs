using System.Numerics;
using Microsoft.ML.Data;
using Parquet.Schema;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Chooses how the values of a column are converted.</summary>
internal static class ValueForms
{
    /// <summary>Returns the form of a column, or null if its values have none of this kind.</summary>
    /// <param name="field">The field of the file.</param>
    /// <param name="kind">The kind of the values in the data view, or null for that of the file.</param>
    public static ValueForm? Of(DataField field, DataKind? kind)
    {
        var type = field.ClrType;
        if (field is TimeDataField time)
            return kind is null or DataKind.TimeSpan ? TimeOfDay(time) : null;
        if (type == typeof(DateTime))
            return Time(kind ?? (IsInUtc(field) ? DataKind.DateTimeOffset : DataKind.DateTime));
        if (type == typeof(ReadOnlyMemory<char>))
            return kind is null or DataKind.String ? Text : null;
        return type == typeof(bool) ? Boolean(kind ?? DataKind.Boolean) : Number(type, kind);
    }

    private static ValueForm<ReadOnlyMemory<char>, ReadOnlyMemory<char>> Text => new(TextDataViewType.Instance, null, default(ReadOnlyMemory<char>));

    private static bool IsInUtc(DataField field) => field is DateTimeDataField { DateTimeFormat: DateTimeFormat.Timestamp, IsAdjustedToUTC: true };

    private static ValueForm? Number(Type type, DataKind? kind) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => Integer<sbyte>(kind ?? DataKind.SByte),
        TypeCode.Byte => Integer<byte>(kind ?? DataKind.Byte),
        TypeCode.Int16 => Integer<short>(kind ?? DataKind.Int16),
        TypeCode.UInt16 => Integer<ushort>(kind ?? DataKind.UInt16),
        TypeCode.Int32 => Integer<int>(kind ?? DataKind.Int32),
        TypeCode.UInt32 => Integer<uint>(kind ?? DataKind.UInt32),
        TypeCode.Int64 => Integer<long>(kind ?? DataKind.Int64),
        TypeCode.UInt64 => Integer<ulong>(kind ?? DataKind.UInt64),
        TypeCode.Single => Real<float>(kind ?? DataKind.Single),
        TypeCode.Double => Real<double>(kind ?? DataKind.Double),
        TypeCode.Decimal => Real<decimal>(kind ?? DataKind.Double),
        _ => null,
    };

    private static ValueForm? Integer<T>(DataKind kind) where T : struct, INumber<T> => kind switch
    {
        DataKind.SByte => Number<T, sbyte>(NumberDataViewType.SByte),
        DataKind.Byte => Number<T, byte>(NumberDataViewType.Byte),
        DataKind.Int16 => Number<T, short>(NumberDataViewType.Int16),
        DataKind.UInt16 => Number<T, ushort>(NumberDataViewType.UInt16),
        DataKind.Int32 => Number<T, int>(NumberDataViewType.Int32),
        DataKind.UInt32 => Number<T, uint>(NumberDataViewType.UInt32),
        DataKind.Int64 => Number<T, long>(NumberDataViewType.Int64),
        DataKind.UInt64 => Number<T, ulong>(NumberDataViewType.UInt64),
        DataKind.Boolean => new ValueForm<T, bool>(BooleanDataViewType.Instance,
            value => value == T.One || (T.IsZero(value) ? false : throw new OverflowException())),
        _ => Real<T>(kind),
    };

    private static ValueForm? Real<T>(DataKind kind) where T : struct, INumber<T> => kind switch
    {
        DataKind.Single => Number<T, float>(NumberDataViewType.Single, float.NaN),
        DataKind.Double => Number<T, double>(NumberDataViewType.Double, double.NaN),
        _ => null,
    };

    private static ValueForm<TFile, TValue> Number<TFile, TValue>(PrimitiveDataViewType type, TValue? missing = null)
        where TFile : struct, INumber<TFile>
        where TValue : struct, INumber<TValue>
        => new(type, typeof(TFile) == typeof(TValue) ? null : TValue.CreateChecked, missing);

    private static ValueForm? Boolean(DataKind kind) => kind switch
    {
        DataKind.Boolean => new ValueForm<bool, bool>(BooleanDataViewType.Instance, null),
        DataKind.Single => new ValueForm<bool, float>(NumberDataViewType.Single, value => value ? 1 : 0, float.NaN),
        DataKind.Double => new ValueForm<bool, double>(NumberDataViewType.Double, value => value ? 1 : 0, double.NaN),
        _ => null,
    };

    private static ValueForm? Time(DataKind kind) => kind switch
    {
        // The kind of a local time is dropped: it belongs to the machine that wrote the file, not to this one.
        DataKind.DateTime => new ValueForm<DateTime, DateTime>(DateTimeDataViewType.Instance, value => DateTime.SpecifyKind(value, DateTimeKind.Unspecified)),
        DataKind.DateTimeOffset => new ValueForm<DateTime, DateTimeOffset>(DateTimeOffsetDataViewType.Instance, value => new(value.Ticks, TimeSpan.Zero)),
        _ => null,
    };

    private static ValueForm TimeOfDay(TimeDataField field) => field.ClrType == typeof(int)
        ? new ValueForm<int, TimeSpan>(TimeSpanDataViewType.Instance, value => TimeSpan.FromTicks(value * TimeSpan.TicksPerMillisecond))
        : field.Precision == TimeUnitPrecision.Nanos
            ? new ValueForm<long, TimeSpan>(TimeSpanDataViewType.Instance, value => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick))
            : new ValueForm<long, TimeSpan>(TimeSpanDataViewType.Instance, value => TimeSpan.FromTicks(checked(value * TimeSpan.TicksPerMicrosecond)));
}
