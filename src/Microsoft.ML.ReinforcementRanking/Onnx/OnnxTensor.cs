using System.Buffers.Binary;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>Represents a constant of a graph.</summary>
/// <param name="Name">The name of its variable.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Shape">The length of each dimension. A number has none.</param>
/// <param name="Message">The constant in the file.</param>
internal sealed record OnnxTensor(string Name, OnnxElementType Type, long[] Shape, ProtoMessage Message)
{
    // Fields of TensorProto.
    private const int ShapeField = 1, TypeField = 2, TextField = 6, NameField = 8, BytesField = 9;

    public static OnnxTensor OfTexts(string name, IEnumerable<string> values, long[] shape)
    {
        var message = NewMessage(name, OnnxElementType.Text, shape);
        foreach (var value in values)
            message.Add(TextField, value);
        return new(name, OnnxElementType.Text, shape, message);
    }

    /// <summary>Creates a constant of numbers or Booleans, which are read when the file is written.</summary>
    public static OnnxTensor OfNumbers<T>(string name, OnnxElementType type, IEnumerable<T> values, long[] shape, int size, Func<T, long> toBits)
    {
        var message = NewMessage(name, type, shape);
        message.Add(BytesField, shape.Aggregate((long)size, (product, length) => checked(product * length)), stream =>
        {
            Span<byte> bits = stackalloc byte[sizeof(long)];
            foreach (var value in values)
            {
                BinaryPrimitives.WriteInt64LittleEndian(bits, toBits(value));
                stream.Write(bits[..size]);
            }
        });
        return new(name, type, shape, message);
    }

    public static OnnxTensor OfFloats(string name, IEnumerable<float> values, long[] shape)
        => OfNumbers(name, OnnxElementType.Float, values, shape, sizeof(float), value => BitConverter.SingleToInt32Bits(value));

    private static ProtoMessage NewMessage(string name, OnnxElementType type, long[] shape)
    {
        var message = new ProtoMessage();
        foreach (var length in shape)
            message.Add(ShapeField, length);
        message.Add(TypeField, (long)type);
        message.Add(NameField, name);
        return message;
    }
}
