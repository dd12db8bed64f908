using static Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles.ThriftField;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>
/// Has the structures of the format (parquet.thrift of Apache Parquet) that Parquet.Net 6.1 knows, in the order of their fields. Parquet.Net reads a field by
/// its number and does not look at its type, so a field of another type would let it read the bytes after it as something else, without an end.
/// </summary>
internal static class ParquetShapes
{
    private static readonly ThriftShape Pair = ThriftShape.Of(Text, Text);

    private static readonly ThriftShape Statistics = ThriftShape.Of(Text, Text, Long, Long, Text, Text, Flag, Flag);

    private static readonly ThriftShape Geography = ThriftShape.Of(
        Structure(ThriftShape.Of(Number, Number, Number, Number, Number, Number, Number, Number)), List(ThriftType.Int32));

    private static readonly ThriftShape Time = ThriftShape.Of(Flag, Structure(ThriftShape.Of(Empty, Empty, Empty)));

    private static readonly ThriftShape LogicalType = new(
        (1, Empty), (2, Empty), (3, Empty), (4, Empty), (5, Structure(ThriftShape.Of(Int, Int))), (6, Empty), (7, Structure(Time)), (8, Structure(Time)),
        (10, Structure(ThriftShape.Of(Small, Flag))), (11, Empty), (12, Empty), (13, Empty), (14, Empty), (15, Empty), (16, Structure(ThriftShape.Of(Small))),
        (17, Structure(ThriftShape.Of(Text))), (18, Structure(ThriftShape.Of(Text, Int))));

    private static readonly ThriftShape SchemaElement = ThriftShape.Of(Int, Int, Int, Text, Int, Int, Int, Int, Int, Structure(LogicalType));

    private static readonly ThriftShape ColumnMetaData = ThriftShape.Of(
        Int, List(ThriftType.Int32), List(ThriftType.Binary), Int, Long, Long, Long, List(Pair), Long, Long, Long, Structure(Statistics),
        List(ThriftShape.Of(Int, Int, Int)), Long, Int, Structure(ThriftShape.Of(Long, List(ThriftType.Int64), List(ThriftType.Int64))), Structure(Geography));

    private static readonly ThriftShape ColumnEncryption = ThriftShape.Of(Empty, Structure(ThriftShape.Of(List(ThriftType.Binary), Text)));

    private static readonly ThriftShape ColumnChunk = ThriftShape.Of(
        Text, Long, Structure(ColumnMetaData), Long, Int, Long, Int, Structure(ColumnEncryption), Text);

    private static readonly ThriftShape RowGroup = ThriftShape.Of(List(ColumnChunk), Long, Long, List(ThriftShape.Of(Int, Flag, Flag)), Long, Long, Short);

    private static readonly ThriftField Encryption = Structure(ThriftShape.Of(Text, Text, Flag));

    /// <summary>Gets the footer of a file, FileMetaData.</summary>
    public static ThriftShape Footer { get; } = ThriftShape.Of(
        Int, List(SchemaElement), Long, List(RowGroup), List(Pair), Text, List(ThriftShape.Of(Empty)), Structure(ThriftShape.Of(Encryption, Encryption)), Text);

    /// <summary>Gets the header of a page.</summary>
    public static ThriftShape PageHeader { get; } = ThriftShape.Of(
        Int, Int, Int, Int, Structure(ThriftShape.Of(Int, Int, Int, Int, Structure(Statistics))), Empty, Structure(ThriftShape.Of(Int, Int, Flag)),
        Structure(ThriftShape.Of(Int, Int, Int, Int, Int, Int, Flag, Structure(Statistics))));
}
