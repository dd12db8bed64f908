using Parquet.Meta;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Represents what the header of a page says.</summary>
internal sealed record PageHeader
{
    private const int TypeField = 1;
    private const int UncompressedSizeField = 2;
    private const int CompressedSizeField = 3;
    private const int DataField = 5;
    private const int DictionaryField = 7;
    private const int SecondDataField = 8;
    private const int NumberOfValuesField = 1;
    private const int DefinitionSizeField = 5;
    private const int RepetitionSizeField = 6;

    public long Type { get; private set; } = -1;

    public long UncompressedSize { get; private set; } = -1;

    public long CompressedSize { get; private set; } = -1;

    public long NumberOfValues { get; private set; } = -1;

    /// <summary>Gets the number of bytes before the compressed values, in a page of version 2.</summary>
    public long LevelSize { get; private set; }

    public bool IsDictionary => Type == (long)PageType.DICTIONARY_PAGE;

    public bool IsSecondVersion => Type == (long)PageType.DATA_PAGE_V2;

    public bool IsKnown => IsDictionary || IsSecondVersion || Type == (long)PageType.DATA_PAGE;

    /// <summary>Reads a header, and returns the number of its bytes.</summary>
    /// <exception cref="InvalidDataException">The bytes are no header.</exception>
    public static int Read(ReadOnlySpan<byte> bytes, out PageHeader header)
    {
        new ThriftScanner(bytes).Check(ParquetShapes.PageHeader);
        header = new PageHeader();
        var scanner = new ThriftScanner(bytes);
        for (var id = 0; scanner.NextField(ref id, out var type);)
        {
            if (type == ThriftType.Int32 && id == TypeField)
                header.Type = scanner.Integer();
            else if (type == ThriftType.Int32 && id == UncompressedSizeField)
                header.UncompressedSize = scanner.Integer();
            else if (type == ThriftType.Int32 && id == CompressedSizeField)
                header.CompressedSize = scanner.Integer();
            else if (type == ThriftType.Struct && id is DataField or DictionaryField or SecondDataField)
                header.ReadPart(ref scanner, hasLevelSizes: id == SecondDataField);
            else
                scanner.Skip(type);
        }
        return scanner.Position;
    }

    private void ReadPart(ref ThriftScanner scanner, bool hasLevelSizes)
    {
        for (var id = 0; scanner.NextField(ref id, out var type);)
        {
            if (type == ThriftType.Int32 && id == NumberOfValuesField)
                NumberOfValues = scanner.Integer();
            else if (hasLevelSizes && type == ThriftType.Int32 && id is DefinitionSizeField or RepetitionSizeField)
                LevelSize += scanner.Integer();
            else
                scanner.Skip(type);
        }
    }
}
