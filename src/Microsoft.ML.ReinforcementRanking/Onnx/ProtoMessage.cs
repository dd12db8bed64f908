using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

/// <summary>
/// Represents a protobuf message, whose length is known before it is written. Small fields are kept as bytes. The values of large fields are made when they
/// are written, so that a message needs no copy of the weights.
/// </summary>
internal sealed class ProtoMessage
{
    // The types of a field on the wire, which are the lowest three bits of its tag.
    private const int Varint = 0, Bytes = 2, Fixed32 = 5;

    private readonly List<Part> _parts = [];
    private ArrayBufferWriter<byte> _open = new();

    /// <summary>Gets the number of bytes of the message.</summary>
    public long Length { get; private set; }

    public void Add(int field, long value)
    {
        AddVarint(((ulong)field << 3) | Varint);
        AddVarint((ulong)value);
    }

    public void Add(int field, float value)
    {
        AddVarint(((ulong)field << 3) | Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(Reserve(sizeof(float)), value);
    }

    public void Add(int field, string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        AddLength(field, count);
        Encoding.UTF8.GetBytes(text, Reserve(count));
    }

    /// <summary>Adds a message, which must not change any more.</summary>
    public void Add(int field, ProtoMessage message)
    {
        AddLength(field, message.Length);
        foreach (var part in message._parts)
            AddPart(part);
        message._open.WrittenSpan.CopyTo(Reserve(message._open.WrittenCount));
    }

    /// <summary>Adds a field whose bytes are made when the message is written.</summary>
    public void Add(int field, long length, Action<Stream> write)
    {
        AddLength(field, length);
        AddPart(new(length, write));
    }

    public void WriteTo(Stream stream)
    {
        foreach (var part in _parts)
            part.Write(stream);
        stream.Write(_open.WrittenSpan);
    }

    private void AddLength(int field, long length)
    {
        AddVarint(((ulong)field << 3) | Bytes);
        AddVarint((ulong)length);
    }

    private void AddVarint(ulong value)
    {
        for (; value > 0x7F; value >>= 7)
            Reserve(1)[0] = (byte)(value | 0x80);
        Reserve(1)[0] = (byte)value;
    }

    private void AddPart(Part part)
    {
        if (_open.WrittenCount > 0)
        {
            var bytes = _open;
            _parts.Add(new(bytes.WrittenCount, stream => stream.Write(bytes.WrittenSpan)));
            _open = new();
        }
        _parts.Add(part);
        Length += part.Length;
    }

    private Span<byte> Reserve(int count)
    {
        var span = _open.GetSpan(count)[..count];
        _open.Advance(count);
        Length += count;
        return span;
    }

    private sealed record Part(long Length, Action<Stream> Write);
}
