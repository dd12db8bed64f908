using System.Buffers.Binary;
using System.IO.Compression;

namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Represents an intact model file, whose entry of this library is replaced by damaged ones.</summary>
internal sealed class ModelSeed
{
    // The places of ML.NET's header: the length of the model, and the positions behind it.
    private const int HeaderLength = 0x100, ModelLength = 0x18, Signature = 0x40;

    private static readonly int[] PositionsBehind = [0x20, 0x30, 0x80, 0x88, 0x90];

    private readonly (string Name, byte[] Bytes)[] _others;
    private readonly string _entry;
    private readonly byte[] _header;
    private readonly byte[] _tail;

    public ModelSeed(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        using var zip = ZipFile.OpenRead(path);
        var entries = zip.Entries.Select(entry => (entry.FullName, Bytes: ReadAll(entry))).ToArray();
        var (name, bytes) = entries.Single(entry => IsOurs(entry.Bytes));
        _entry = name;
        _others = [.. entries.Where(entry => entry.FullName != name)];
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(ModelLength));
        (_header, Payload, _tail) = (bytes[..HeaderLength], bytes[HeaderLength..(HeaderLength + length)], bytes[(HeaderLength + length)..]);
        (IsNormalizer, IsOfStatistics) = (bytes[Signature] == 'W', bytes[Signature] == 'R');
        Map = new(this);
    }

    public string Name { get; }

    /// <summary>Gets whether the file has a watch time normalizer in place of a model.</summary>
    public bool IsNormalizer { get; }

    /// <summary>Gets whether the file has response statistics in place of a model.</summary>
    public bool IsOfStatistics { get; }

    /// <summary>Gets whether the rows are candidates of a request.</summary>
    public bool IsOfCandidates => Name.StartsWith("Candidates", StringComparison.Ordinal);

    /// <summary>Gets the version of the format, as the header has it.</summary>
    public uint Version => BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(0x48));

    /// <summary>Gets the bytes that the library reads.</summary>
    public byte[] Payload { get; }

    public FieldMap Map { get; }

    /// <summary>Returns the file with another payload. The header has the length of it.</summary>
    public byte[] With(byte[] payload)
    {
        var header = (byte[])_header.Clone();
        Add(header, ModelLength, payload.Length - Payload.Length);
        foreach (var position in PositionsBehind.Where(position => BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(position)) != 0))
            Add(header, position, payload.Length - Payload.Length);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in _others)
                Write(zip, name, bytes);
            Write(zip, _entry, [.. header, .. payload, .. _tail]);
        }
        return stream.ToArray();
    }

    private static bool IsOurs(ReadOnlySpan<byte> entry)
        => entry.IndexOf("NEURRANK"u8) == Signature || entry.IndexOf("WATCHQUA"u8) == Signature || entry.IndexOf("RESPSTAT"u8) == Signature;

    private static void Add(byte[] header, int position, long difference)
    {
        var place = header.AsSpan(position);
        BinaryPrimitives.WriteInt64LittleEndian(place, BinaryPrimitives.ReadInt64LittleEndian(place) + difference);
    }

    private static void Write(ZipArchive zip, string name, byte[] bytes)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
