namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents a structure of Thrift by the types of its fields.</summary>
internal sealed class ThriftShape(params (int Id, ThriftField Field)[] fields)
{
    private readonly Dictionary<int, ThriftField> _fields = fields.ToDictionary(field => field.Id, field => field.Field);

    /// <summary>Creates a structure whose fields have the numbers from 1 on.</summary>
    public static ThriftShape Of(params ThriftField[] fields) => new([.. fields.Select((field, index) => (index + 1, field))]);

    /// <summary>Returns the field with a number, or null if the structure has none.</summary>
    public ThriftField? Find(int id) => _fields.GetValueOrDefault(id);
}

/// <summary>Represents a field.</summary>
/// <param name="Type">The type. A Boolean has the type <see cref="ThriftType.True"/>.</param>
/// <param name="Elements">The type of the elements of a list.</param>
/// <param name="Shape">The fields of a structure, or of a list of structures.</param>
internal sealed record ThriftField(ThriftType Type, ThriftType Elements = default, ThriftShape? Shape = null)
{
    public static readonly ThriftField Flag = new(ThriftType.True), Small = new(ThriftType.Byte), Short = new(ThriftType.Int16), Int = new(ThriftType.Int32),
        Long = new(ThriftType.Int64), Number = new(ThriftType.Double), Text = new(ThriftType.Binary), Empty = Structure(ThriftShape.Of());

    public static ThriftField Structure(ThriftShape shape) => new(ThriftType.Struct, Shape: shape);

    public static ThriftField List(ThriftType elements) => new(ThriftType.List, elements);

    public static ThriftField List(ThriftShape shape) => new(ThriftType.List, ThriftType.Struct, shape);
}
