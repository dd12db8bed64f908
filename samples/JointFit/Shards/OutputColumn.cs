using Microsoft.ML;
using Microsoft.ML.Data;
using Parquet;
using Parquet.Schema;

namespace JointFit.Shards;

/// <summary>Represents a column of a Parquet file that is written: it keeps the values of a row group until they are written.</summary>
internal abstract class OutputColumn(Field field)
{
    public Field Field { get; } = field;

    /// <summary>Creates the column for a column of a data view, or returns null if its type has none in a Parquet file.</summary>
    public static OutputColumn? Of(DataViewSchema.Column column) => column.Type switch
    {
        BooleanDataViewType => Plain<bool>(column),
        NumberDataViewType { RawType: var type } => Number(column, type),
        TextDataViewType => new TextColumn(column),
        DateTimeDataViewType => new ScalarColumn<DateTime, DateTime>(column, Time(column.Name, isInUtc: false), value => value),
        DateTimeOffsetDataViewType => new ScalarColumn<DateTimeOffset, DateTime>(column, Time(column.Name, isInUtc: true), value => value.UtcDateTime),
        VectorDataViewType { ItemType: NumberDataViewType { RawType: var type } } when type == typeof(float) => new ListColumn(column),
        _ => null,
    };

    /// <summary>Binds the column to the rows that it reads.</summary>
    public abstract void Bind(DataViewRow row);

    /// <summary>Adds the value of the current row.</summary>
    public abstract void Read();

    /// <summary>Writes the values, and forgets them.</summary>
    public abstract Task Write(ParquetRowGroupWriter group, CancellationToken token);

    private static OutputColumn? Number(DataViewSchema.Column column, Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => Plain<sbyte>(column),
        TypeCode.Byte => Plain<byte>(column),
        TypeCode.Int16 => Plain<short>(column),
        TypeCode.UInt16 => Plain<ushort>(column),
        TypeCode.Int32 => Plain<int>(column),
        TypeCode.UInt32 => Plain<uint>(column),
        TypeCode.Int64 => Plain<long>(column),
        TypeCode.UInt64 => Plain<ulong>(column),
        TypeCode.Single => Plain<float>(column),
        TypeCode.Double => Plain<double>(column),
        _ => null,
    };

    private static ScalarColumn<T, T> Plain<T>(DataViewSchema.Column column)
        where T : struct
        => new(column, new DataField<T>(column.Name), value => value);

    private static DateTimeDataField Time(string name, bool isInUtc)
        => new(name, DateTimeFormat.Timestamp, isAdjustedToUTC: isInUtc, unit: DateTimeTimeUnit.Micros, isNullable: false);

    private sealed class ScalarColumn<TValue, TFile>(DataViewSchema.Column column, DataField field, Func<TValue, TFile> convert) : OutputColumn(field)
        where TFile : struct
    {
        private readonly TFile[] _values = new TFile[ParquetOutput.RowsPerGroup];
        private ValueGetter<TValue>? _get;
        private int _count;

        public override void Bind(DataViewRow row) => _get = row.GetGetter<TValue>(column);

        public override void Read()
        {
            TValue value = default!;
            _get!(ref value);
            _values[_count++] = convert(value);
        }

        public override async Task Write(ParquetRowGroupWriter group, CancellationToken token)
        {
            await group.WriteAsync<TFile>((DataField)Field, _values.AsMemory(0, _count), cancellationToken: token);
            _count = 0;
        }
    }

    private sealed class TextColumn(DataViewSchema.Column column) : OutputColumn(new DataField<string>(column.Name))
    {
        private readonly List<string> _values = [];
        private ValueGetter<ReadOnlyMemory<char>>? _get;

        public override void Bind(DataViewRow row) => _get = row.GetGetter<ReadOnlyMemory<char>>(column);

        public override void Read()
        {
            ReadOnlyMemory<char> value = default;
            _get!(ref value);
            _values.Add(value.ToString());
        }

        public override async Task Write(ParquetRowGroupWriter group, CancellationToken token)
        {
            await group.WriteAsync((DataField)Field, _values);
            _values.Clear();
        }
    }

    private sealed class ListColumn(DataViewSchema.Column column) : OutputColumn(new ListField(column.Name, new DataField<float>(ListField.ElementName)))
    {
        private readonly List<float> _values = [];
        private readonly List<int> _definitions = [];
        private readonly List<int> _repetitions = [];
        private ValueGetter<VBuffer<float>>? _get;
        private VBuffer<float> _value;

        public override void Bind(DataViewRow row) => _get = row.GetGetter<VBuffer<float>>(column);

        public override void Read()
        {
            _get!(ref _value);
            var element = (DataField)((ListField)Field).Item;
            // An empty list is an entry without a value.
            if (_value.Length == 0)
                Add(element.MaxDefinitionLevel - 1, repetition: 0);
            foreach (var (slot, number) in _value.DenseValues().Index())
            {
                Add(element.MaxDefinitionLevel, slot == 0 ? 0 : 1);
                _values.Add(number);
            }
        }

        public override async Task Write(ParquetRowGroupWriter group, CancellationToken token)
        {
            await group.WriteAllPartsAsync<float>((DataField)((ListField)Field).Item, _values.ToArray(), _definitions.ToArray(), _repetitions.ToArray(), token);
            _values.Clear();
            _definitions.Clear();
            _repetitions.Clear();
        }

        private void Add(int definition, int repetition)
        {
            _definitions.Add(definition);
            _repetitions.Add(repetition);
        }
    }
}
