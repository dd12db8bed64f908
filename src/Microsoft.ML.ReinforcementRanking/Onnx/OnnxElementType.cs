namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>Specifies the type of the elements of a tensor. The numbers are those of the ONNX format.</summary>
internal enum OnnxElementType
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Boolean = 9,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
}

internal static class OnnxElementTypes
{
    /// <summary>Returns the type of tensors that hold values of a type of .NET.</summary>
    /// <exception cref="NotSupportedException">ONNX has no such tensors.</exception>
    public static OnnxElementType Of(Type type) => Find(type) ?? throw new NotSupportedException($"ONNX has no tensors of {type.Name}.");

    /// <summary>Returns the type of tensors that hold values of a type of .NET, or null if there are none.</summary>
    public static OnnxElementType? Find(Type type) => type == typeof(ReadOnlyMemory<char>) ? OnnxElementType.Text : Type.GetTypeCode(type) switch
    {
        TypeCode.Single => OnnxElementType.Float,
        TypeCode.Byte => OnnxElementType.UInt8,
        TypeCode.SByte => OnnxElementType.Int8,
        TypeCode.UInt16 => OnnxElementType.UInt16,
        TypeCode.Int16 => OnnxElementType.Int16,
        TypeCode.Int32 => OnnxElementType.Int32,
        TypeCode.Int64 => OnnxElementType.Int64,
        TypeCode.String => OnnxElementType.Text,
        TypeCode.Boolean => OnnxElementType.Boolean,
        TypeCode.Double => OnnxElementType.Double,
        TypeCode.UInt32 => OnnxElementType.UInt32,
        TypeCode.UInt64 => OnnxElementType.UInt64,
        _ => null,
    };
}
