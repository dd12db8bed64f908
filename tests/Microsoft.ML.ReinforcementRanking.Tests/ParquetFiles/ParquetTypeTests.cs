using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Parquet.Schema;

namespace Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;

public class ParquetTypeTests
{
    private readonly MLContext _ml = new(1);

    [Fact]
    public void LoadFromParquet_NumbersOfAllWidths_KeepTypesAndValues()
    {
        Check(NumberDataViewType.SByte, sbyte.MinValue, sbyte.MaxValue);
        Check(NumberDataViewType.Byte, byte.MinValue, byte.MaxValue);
        Check(NumberDataViewType.Int16, short.MinValue, short.MaxValue);
        Check(NumberDataViewType.UInt16, ushort.MinValue, ushort.MaxValue);
        Check(NumberDataViewType.Int32, int.MinValue, int.MaxValue);
        Check(NumberDataViewType.UInt32, uint.MinValue, uint.MaxValue);
        Check(NumberDataViewType.Int64, long.MinValue, long.MaxValue);
        Check(NumberDataViewType.UInt64, ulong.MinValue, ulong.MaxValue);
        Check(NumberDataViewType.Single, float.MinValue, float.NaN);
        Check(NumberDataViewType.Double, double.MinValue, double.PositiveInfinity);
        Check(BooleanDataViewType.Instance, true, false, true);
    }

    [Fact]
    public void LoadFromParquet_Text_IsTextAndANullIsEmpty()
    {
        using var file = new ParquetFile().Write(new(new DataField<string>("User")), null,
            (group, fields) => group.WriteAsync(fields[0], ["ä", null, "", "video 7"]));

        Values<ReadOnlyMemory<char>>(_ml.Data.LoadFromParquet(file.Name)).Select(text => text.ToString()).Should().Equal("ä", "", "", "video 7");
    }

    [Fact]
    public void LoadFromParquet_NullOfFloatingPoint_IsNaN()
    {
        using var single = ParquetFile.OfNullable<float>(new DataField<float?>("X"), null, 1, null, 2);
        using var twofold = ParquetFile.OfNullable<double>(new DataField<double?>("X"), 1, null);

        Values<float>(_ml.Data.LoadFromParquet(single.Name)).Should().Equal(float.NaN, 1, float.NaN, 2);
        Values<double>(_ml.Data.LoadFromParquet(twofold.Name)).Should().Equal(1, double.NaN);
    }

    [Fact]
    public void LoadFromParquet_NullOfAnInteger_IsAnErrorWithPlaceAndRemedyOrNaNInSingle()
    {
        using var file = ParquetFile.OfNullable<int>(new DataField<int?>("Age"), 30, null, 31);

        var read = () => Values<int>(_ml.Data.LoadFromParquet(file.Name));

        read.Should().Throw<InvalidOperationException>().WithMessage("*log.parquet', row group 0, column 'Age', row 1 *null*Int32*Single or Double*");
        Values<float>(Load(file, DataKind.Single)).Should().Equal(30, float.NaN, 31);
        Values<double>(Load(file, DataKind.Double)).Should().Equal(30, double.NaN, 31);
    }

    [Fact]
    public void LoadFromParquet_NullableColumnsWithoutNulls_KeepTheirTypes()
    {
        using var integers = ParquetFile.OfNullable<long>(new DataField<long?>("Id"), 1, 2);
        using var flags = ParquetFile.OfNullable<bool>(new DataField<bool?>("Click"), true, false);

        Values<long>(_ml.Data.LoadFromParquet(integers.Name)).Should().Equal(1, 2);
        Values<bool>(_ml.Data.LoadFromParquet(flags.Name)).Should().Equal(true, false);
    }

    [Fact]
    public void LoadFromParquet_Decimals_AreDouble()
    {
        using var small = ParquetFile.Of<decimal>(new DecimalDataField("Price", 9, 2), [1.25m, -7.5m]);
        using var large = ParquetFile.OfNullable<decimal>(new DecimalDataField("Price", 38, 4, isNullable: true), 123456789012.0625m, null);

        Values<double>(_ml.Data.LoadFromParquet(small.Name)).Should().Equal(1.25, -7.5);
        Values<double>(_ml.Data.LoadFromParquet(large.Name)).Should().Equal(123456789012.0625, double.NaN);
        Values<float>(Load(small, DataKind.Single)).Should().Equal(1.25f, -7.5f);
    }

    [Theory]
    [InlineData(DateTimeTimeUnit.Millis, 10_000)]
    [InlineData(DateTimeTimeUnit.Micros, 10)]
    [InlineData(DateTimeTimeUnit.Nanos, 1)]
    public void LoadFromParquet_Timestamps_AreDateTimeOffsetInUtcAndDateTimeElsewhere(DateTimeTimeUnit unit, int ticks)
    {
        var time = new DateTime(2026, 11, 28, 13, 10, 27, DateTimeKind.Utc).AddTicks(ticks);
        using var utc = ParquetFile.Of(new DateTimeDataField("Time", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit), [time]);
        using var local = ParquetFile.Of(new DateTimeDataField("Time", DateTimeFormat.Timestamp, isAdjustedToUTC: false, unit), [time]);

        Values<DateTimeOffset>(_ml.Data.LoadFromParquet(utc.Name)).Should().Equal(new DateTimeOffset(time));
        Values<DateTime>(Load(utc, DataKind.DateTime)).Should().Equal(time);
        Values<DateTime>(_ml.Data.LoadFromParquet(local.Name)).Should().ContainSingle().Which.Kind.Should().Be(DateTimeKind.Unspecified);
        Values<DateTimeOffset>(Load(local, DataKind.DateTimeOffset)).Should().ContainSingle().Which.Offset.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void LoadFromParquet_DatesAndTimesOfDay_AreDateTimeAndTimeSpan()
    {
        using var dates = ParquetFile.Of<DateTime>(new DateTimeDataField("Day", DateTimeFormat.Date), [new DateTime(2026, 11, 28)]);
        using var times = ParquetFile.Of<long>(new TimeDataField("At", TimeUnitPrecision.Micros), [3_600_000_001]);

        Values<DateTime>(_ml.Data.LoadFromParquet(dates.Name)).Should().Equal(new DateTime(2026, 11, 28));
        Values<TimeSpan>(_ml.Data.LoadFromParquet(times.Name)).Should().Equal(TimeSpan.FromMicroseconds(3_600_000_001));
    }

    [Fact]
    public void LoadFromParquet_OtherKind_IsConvertedOrNamesTheValue()
    {
        using var file = ParquetFile.Of<int>(new DataField<int>("Click"), [0, 1, 300]);

        Values<long>(Load(file, DataKind.Int64)).Should().Equal(0, 1, 300);
        Values<double>(Load(file, DataKind.Double)).Should().Equal(0, 1, 300);
        FluentActions.Invoking(() => Values<bool>(Load(file, DataKind.Boolean))).Should().Throw<InvalidOperationException>().WithMessage("*row 2*300*Boolean*");
        FluentActions.Invoking(() => Values<byte>(Load(file, DataKind.Byte))).Should().Throw<InvalidOperationException>().WithMessage("*row 2*300*Byte*");
        FluentActions.Invoking(() => Load(file, DataKind.String)).Should().Throw<ArgumentException>().WithMessage("*'Click'*Int32 cannot be read as String*");
    }

    [Fact]
    public void LoadFromParquet_Lists_AreVectorsAndNullsAreEmptyOrNaN()
    {
        using var file = ParquetFile.OfLists(null, [1, 2], null, [], [3, null, 5]);

        var data = _ml.Data.LoadFromParquet(file.Name);

        data.Schema["Features"].Type.Should().Be(new VectorDataViewType(NumberDataViewType.Single));
        data.GetColumn<VBuffer<float>>("Features").Select(list => string.Join(' ', list.DenseValues())).Should().Equal("1 2", "", "", "3 NaN 5");
    }

    [Fact]
    public void LoadFromParquet_VectorLength_IsTheLengthOfEveryList()
    {
        using var file = ParquetFile.OfLists(null, [1, 2], [3, 4], [5]);

        var data = _ml.Data.LoadFromParquet(file.Name, new ParquetLoadOptions { Columns = [new("Features", vectorLength: 2)] });

        data.Schema["Features"].Type.Should().Be(new VectorDataViewType(NumberDataViewType.Single, 2));
        FluentActions.Invoking(() => Values<VBuffer<float>>(data)).Should().Throw<InvalidOperationException>()
            .WithMessage("*column 'Features', row 2 *1 elements in place of 2*");
    }

    private IDataView Load(ParquetFile file, DataKind kind)
    {
        var name = _ml.Data.LoadFromParquet(file.Name).Schema[0].Name;
        return _ml.Data.LoadFromParquet(file.Name, new ParquetLoadOptions { Columns = [new(name, kind)] });
    }

    private void Check<T>(PrimitiveDataViewType type, params T[] values) where T : struct
    {
        using var file = ParquetFile.Of<T>(new DataField<T>("X"), values, values);
        var data = _ml.Data.LoadFromParquet(file.Name);
        data.Schema["X"].Type.Should().Be(type);
        Values<T>(data).Should().Equal([.. values, .. values]);
    }

    private static T[] Values<T>(IDataView data) => [.. data.GetColumn<T>(data.Schema[0])];
}
