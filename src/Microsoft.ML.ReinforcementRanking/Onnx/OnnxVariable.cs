using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>Represents an input or an output of a graph, whose first dimension is the number of rows.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Width">The number of values in a row, or null if rows can have any number of values, which is the same for all rows of a batch.</param>
internal sealed record OnnxVariable(string Name, OnnxElementType Type, long? Width)
{
    // Fields of ValueInfoProto, TypeProto, TypeProto.Tensor, TensorShapeProto and TensorShapeProto.Dimension.
    private const int NameField = 1, TypeField = 2, TensorField = 1, ElementField = 1, ShapeField = 2;
    private const int DimensionField = 1, LengthField = 1, NameOfLengthField = 2;

    /// <summary>
    /// Gets whether a run can leave the variable out. It then has one row for the whole batch, so that its number of rows has a name of its own: runtimes
    /// give values whose dimensions have the same names the same memory.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>Returns the variable of a column, or null if ONNX has no such values.</summary>
    public static OnnxVariable? OfColumn(string name, DataViewType type)
        => OnnxElementTypes.Find(type.GetItemType().RawType) is { } element
            ? new(name, element, type is VectorDataViewType vector ? vector.Size is > 0 and var size ? size : null : 1)
            : null;

    public ProtoMessage ToMessage()
    {
        var shape = new ProtoMessage();
        shape.Add(DimensionField, Named(IsOptional ? $"{Name}.batch" : "batch"));
        if (Width is { } width)
        {
            var dimension = new ProtoMessage();
            dimension.Add(LengthField, width);
            shape.Add(DimensionField, dimension);
        }
        else
        {
            shape.Add(DimensionField, Named($"{Name}.count"));
        }
        var tensor = new ProtoMessage();
        tensor.Add(ElementField, (long)Type);
        tensor.Add(ShapeField, shape);
        var type = new ProtoMessage();
        type.Add(TensorField, tensor);
        var message = new ProtoMessage();
        message.Add(NameField, Name);
        message.Add(TypeField, type);
        return message;
    }

    private static ProtoMessage Named(string name)
    {
        var dimension = new ProtoMessage();
        dimension.Add(NameOfLengthField, name);
        return dimension;
    }
}
