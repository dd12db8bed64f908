using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Files;

/// <summary>
/// Reads the numbers and texts of a model file, which anybody may have written. Nothing is allocated before the bytes for it are known to be there, and the
/// work of all networks is limited by the size of the file (docs/model-format.md). Every failure is a <see cref="FormatException"/>.
/// </summary>
/// <param name="reader">The reader of the file, at the first byte of the model.</param>
/// <param name="end">The position behind the last byte of the model.</param>
internal sealed class ModelReader(BinaryReader reader, long end)
{
    // A network that a fit makes needs about two operations for each of its weights, which have four bytes each.
    private const int OperationsPerByte = 2;

    // Small networks may repeat a few values without weights.
    private const int FreeOperations = 1 << 18;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly long _end = Math.Min(end, reader.BaseStream.Length);
    private double _operationsLeft = FreeOperations + (double)OperationsPerByte * (Math.Min(end, reader.BaseStream.Length) - reader.BaseStream.Position);

    public long Position => reader.BaseStream.Position;

    private long BytesLeft => _end - Position;

    public byte ReadByte()
    {
        RequireBytes("a byte", 1);
        return reader.ReadByte();
    }

    public bool ReadBoolean() => ReadByte() is var value && value <= 1 ? value == 1 : throw Damaged($"{value} is neither true nor false");

    public int ReadInt32()
    {
        RequireBytes("an integer", sizeof(int));
        return reader.ReadInt32();
    }

    public long ReadInt64()
    {
        RequireBytes("an integer", sizeof(long));
        return reader.ReadInt64();
    }

    /// <summary>Reads a finite number.</summary>
    public float ReadSingle()
    {
        RequireBytes("a number", sizeof(float));
        return (float)RequireFinite(reader.ReadSingle());
    }

    /// <summary>Reads a finite number.</summary>
    public double ReadDouble() => RequireFinite(ReadMetric());

    /// <summary>Reads a number that may also be infinite or NaN, as metrics may be.</summary>
    public double ReadMetric()
    {
        RequireBytes("a number", sizeof(double));
        return reader.ReadDouble();
    }

    public string ReadText()
    {
        // The length itself has at most five bytes, and the reader refuses a longer one. Behind the model there are bytes of ML.NET's file.
        var length = reader.Read7BitEncodedInt();
        RequireBytes("a text", length);
        var bytes = length <= 256 ? stackalloc byte[length] : new byte[length];
        reader.BaseStream.ReadExactly(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException failure)
        {
            throw new FormatException($"{length} bytes are not text in UTF-8.", failure);
        }
    }

    /// <summary>Reads a text that is not blank, such as the name of a column.</summary>
    public string ReadName() => ReadText() is var name && !string.IsNullOrWhiteSpace(name) ? name : throw Damaged($"the name of a column is blank");

    /// <summary>Reads numbers, all of which are finite.</summary>
    /// <param name="length">The number of numbers, as other parts of the file tell it.</param>
    public float[] ReadFloats(long length)
    {
        RequireBytes("a list of numbers", length * sizeof(float));
        var values = new float[length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        foreach (var value in values)
            RequireFinite(value);
        return values;
    }

    /// <summary>Reads the number of items of a list, and requires that so many can follow.</summary>
    /// <param name="items">What the list has, in the plural.</param>
    /// <param name="bytes">The smallest number of bytes of an item.</param>
    /// <param name="minimum">The smallest number of items.</param>
    public int ReadCount(string items, int bytes, int minimum = 0)
    {
        var count = ReadInt32();
        if (count < minimum)
            throw Damaged($"there are {count} {items}, but at least {minimum} are needed");
        RequireBytes($"a list of {count} {items}", (long)count * bytes);
        return count;
    }

    /// <summary>Reads the number of items of a list, and then the items.</summary>
    /// <inheritdoc cref="ReadCount"/>
    /// <param name="items">What the list has, in the plural.</param>
    /// <param name="bytes">The smallest number of bytes of an item.</param>
    /// <param name="read">Reads an item, given its index.</param>
    /// <param name="minimum">The smallest number of items.</param>
    public T[] ReadList<T>(string items, int bytes, Func<int, T> read, int minimum = 0)
    {
        var list = new T[ReadCount(items, bytes, minimum)];
        for (var index = 0; index < list.Length; index++)
            list[index] = read(index);
        return list;
    }

    /// <summary>Takes operations from those that a file of this size may ask for, whenever a part of the model is used.</summary>
    /// <exception cref="FormatException">The file asks for too many.</exception>
    public void Spend(double operations, string part)
    {
        _operationsLeft -= operations;
        if (!(_operationsLeft >= 0))
            throw Damaged($"{part} is far larger than the weights in the file are");
    }

    /// <exception cref="FormatException">The condition does not hold.</exception>
    public static void Require(bool holds, FormattableString problem)
    {
        if (!holds)
            throw Damaged(problem);
    }

    /// <exception cref="FormatException">The model has more bytes.</exception>
    public void RequireEnd() => Require(BytesLeft == 0, $"{BytesLeft} bytes follow the end of the model");

    /// <summary>Requires that so many bytes can follow, before memory is allocated for them.</summary>
    public void RequireBytes(string what, long count)
    {
        if (count < 0)
            throw Damaged($"{what} has the length {count}");
        if (count > BytesLeft)
            throw Damaged($"{what} needs {count} bytes, but only {Math.Max(0, BytesLeft)} are left");
    }

    private static double RequireFinite(double value)
        => double.IsFinite(value) ? value : throw Damaged($"a number is {value}, but must be finite");

    private static FormatException Damaged(FormattableString problem)
        => new(problem.ToString(CultureInfo.InvariantCulture) is var text ? $"{char.ToUpperInvariant(text[0])}{text[1..]}." : null);
}
