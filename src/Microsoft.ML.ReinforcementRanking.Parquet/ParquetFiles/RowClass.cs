using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Reads the columns to load off a class.</summary>
internal static class RowClass
{
    /// <exception cref="ArgumentException">A property has a type that no Parquet column can have, such as a key.</exception>
    public static ParquetColumn[] ColumnsOf(Type type)
        => [.. SchemaDefinition.Create(type).Select(column => new ParquetColumn(column.ColumnName, KindOf(type, column), LengthOf(column.ColumnType)))];

    private static int? LengthOf(DataViewType type) => type is VectorDataViewType { IsKnownSize: true } vector ? vector.Size : null;

    private static DataKind KindOf(Type type, SchemaDefinition.Column column)
    {
        var value = column.ColumnType is VectorDataViewType vector ? vector.ItemType : column.ColumnType;
        return value switch
        {
            TextDataViewType => DataKind.String,
            NumberDataViewType when Enum.TryParse<DataKind>(value.RawType.Name, out var kind) => kind,
            BooleanDataViewType => DataKind.Boolean,
            DateTimeDataViewType => DataKind.DateTime,
            DateTimeOffsetDataViewType => DataKind.DateTimeOffset,
            TimeSpanDataViewType => DataKind.TimeSpan,
            _ => throw new ArgumentException(
                $"Property '{column.MemberName}' of {type.Name} has type {value}, which no column of a Parquet file has.", nameof(type)),
        };
    }
}
