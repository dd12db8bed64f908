namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>
/// Reads the bytes of a structure of Thrift's compact protocol, and checks every length against the bytes that are there. Parquet.Net allocates and loops by
/// what such bytes say, so they are scanned before it reads them.
/// </summary>
internal ref struct ThriftScanner(ReadOnlySpan<byte> bytes)
{
    private const int DeepestNesting = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Gets the number of bytes that were read.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the header of the next field of a structure. Returns false at the end of the structure.</summary>
    public bool NextField(ref int id, out ThriftType type)
    {
        var header = Byte();
        type = (ThriftType)(header & 0x0f);
        if (header == 0)
            return false;
        var next = header >> 4 is > 0 and var step ? id + step : Integer();
        // Parquet.Net keeps 16 bits of a number.
        id = next is >= short.MinValue and <= short.MaxValue ? (int)next : throw new InvalidDataException($"there is no field {next}");
        return true;
    }

    /// <summary>Reads a structure, and requires that its fields have their types.</summary>
    /// <exception cref="InvalidDataException">A field has another type, or is one that Parquet.Net cannot skip.</exception>
    public void Check(ThriftShape shape)
    {
        for (var id = 0; NextField(ref id, out var type);)
        {
            if (shape.Find(id) is { } field)
                Check(field, id, type);
            else if (type is ThriftType.Struct or ThriftType.List or ThriftType.Set)
                throw new InvalidDataException($"field {id} of a structure is of a later version of the format");
            else
                Skip(type);
        }
    }

    /// <summary>Reads an integer of any width.</summary>
    public long Integer()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Reads the header of a list, and returns the number of its elements.</summary>
    public int List(out ThriftType elements)
    {
        var header = Byte();
        elements = (ThriftType)(header & 0x0f);
        var count = header >> 4 is < 15 and var few ? (ulong)few : Unsigned();
        return Available(count, "a list");
    }

    /// <summary>Reads past a value.</summary>
    public void Skip(ThriftType type) => Skip(type, depth: 0);

    private void Check(ThriftField field, int id, ThriftType type)
    {
        Require(type is ThriftType.False ? ThriftType.True : type, field.Type, id);
        if (type == ThriftType.Struct)
        {
            Check(field.Shape!);
        }
        else if (type == ThriftType.List)
        {
            var count = List(out var elements);
            if (count > 0)
                Require(elements, field.Elements, id);
            for (; count > 0; count--)
            {
                if (field.Shape is { } shape)
                    Check(shape);
                else
                    Skip(elements);
            }
        }
        else
        {
            Skip(type);
        }
    }

    private static void Require(ThriftType type, ThriftType expected, int id)
    {
        if (type != expected)
            throw new InvalidDataException($"field {id} of a structure has type {(int)type} in place of {(int)expected}");
    }

    private void Skip(ThriftType type, int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidDataException($"structures are nested more than {DeepestNesting} deep");
        switch (type)
        {
            case ThriftType.True or ThriftType.False:
                break;
            case ThriftType.Byte:
                Byte();
                break;
            case ThriftType.Int16 or ThriftType.Int32 or ThriftType.Int64:
                Unsigned();
                break;
            case ThriftType.Double:
                Position += Available(sizeof(double), "a number");
                break;
            case ThriftType.Binary:
                var length = Available(Unsigned(), "a text");
                Position += length;
                break;
            case ThriftType.List or ThriftType.Set:
                SkipList(depth);
                break;
            case ThriftType.Struct:
                for (var id = 0; NextField(ref id, out var inner);)
                    Skip(inner, depth + 1);
                break;
            default:
                throw new InvalidDataException($"there is no type {(int)type}");
        }
    }

    private void SkipList(int depth)
    {
        for (var rest = List(out var elements); rest > 0; rest--)
        {
            // In a list, a Boolean has a byte of its own.
            Skip(elements is ThriftType.True or ThriftType.False ? ThriftType.Byte : elements, depth + 1);
        }
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }
        throw new InvalidDataException("a number has more than 64 bits");
    }

    private byte Byte() => _bytes[Available(1, "a field") - 1 + Position++];

    /// <summary>Returns a number of bytes or elements, each of which takes at least a byte, if there are as many.</summary>
    private readonly int Available(ulong count, string what)
    {
        var rest = _bytes.Length - Position;
        return count <= (ulong)rest ? (int)count : throw new InvalidDataException($"{what} of {count} bytes or elements starts {rest} bytes before the end");
    }
}
