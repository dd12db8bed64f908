using Parquet.Schema;
using PhysicalType = Parquet.Meta.Type;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents a column of a file: a value per row, or a list of values per row.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Field">The field that has the values.</param>
/// <param name="IsList">Whether a row has a list of values.</param>
internal sealed record FileColumn(string Name, DataField Field, bool IsList)
{
    /// <summary>Gets the least definition level of an element of a list. Levels below are those of lists that are empty or null.</summary>
    public int ElementLevel => Field.MaxDefinitionLevel - (Field is { IsNullable: true, IsArray: false } ? 1 : 0);

    /// <summary>Returns the column of a field, or null if it is a structure, a map, or a list of such things or of lists.</summary>
    public static FileColumn? Of(Field field) => field switch
    {
        DataField { MaxRepetitionLevel: <= 1 } data => new(field.Name, data, data.IsArray),
        ListField { Item: DataField { MaxRepetitionLevel: 1, IsArray: false } item } => new(field.Name, item, IsList: true),
        _ => null,
    };

    /// <summary>Returns whether the values of a column of another file have the same form.</summary>
    public bool Matches(FileColumn other) => IsList == other.IsList && Description == other.Description;

    /// <summary>Gets what the values are, for messages.</summary>
    public string Description
    {
        get
        {
            var detail = Field switch
            {
                DateTimeDataField { DateTimeFormat: DateTimeFormat.Timestamp } time => time.IsAdjustedToUTC ? " (UTC)" : " (local)",
                TimeDataField time => $" (time in {time.Precision})",
                _ => "",
            };
            var name = Field.ClrType == typeof(ReadOnlyMemory<char>) ? "text" : Field.ClrType == typeof(ReadOnlyMemory<byte>) ? "bytes" : Field.ClrType.Name;
            return $"{(IsList ? "list of " : "")}{name}{detail}";
        }
    }

    /// <summary>Returns the least number of bytes of a value in a dictionary.</summary>
    public static int WidthOf(PhysicalType type, int? length) => type switch
    {
        PhysicalType.INT64 or PhysicalType.DOUBLE => 8,
        PhysicalType.INT96 => 12,
        PhysicalType.BOOLEAN => 1,
        PhysicalType.FIXED_LEN_BYTE_ARRAY => Math.Max(1, length ?? 1),
        _ => 4,
    };
}
