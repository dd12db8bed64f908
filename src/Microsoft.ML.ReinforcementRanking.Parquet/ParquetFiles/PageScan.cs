using Parquet.Meta;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Checks the pages of a column chunk before Parquet.Net reads them, so that what it allocates is in proportion to the bytes of the file.</summary>
internal static class PageScan
{
    /// <summary>So many values are always plausible, because a run of equal values or of nulls takes a few bytes.</summary>
    private const long AlwaysPlausible = 16 << 20;

    private const long ValuesPerByte = 4096;

    /// <summary>Checks the number of values of a chunk before memory for it is allocated.</summary>
    /// <exception cref="InvalidDataException">It is implausible.</exception>
    public static void CheckNumberOfValues(long values, long bytes)
    {
        if (values < 0 || values > Math.Max(AlwaysPlausible, bytes * ValuesPerByte) || values > Array.MaxLength)
            throw new InvalidDataException($"{bytes} bytes cannot hold {values} values");
    }

    /// <summary>Checks the pages of a chunk.</summary>
    /// <exception cref="InvalidDataException">A page is not what it should be.</exception>
    public static void Check(ReadOnlySpan<byte> chunk, ColumnMetaData column, int valueWidth)
    {
        var (values, hasDictionary) = (0L, false);
        while (values < column.NumValues)
        {
            if (chunk.IsEmpty)
                throw new InvalidDataException($"the pages have {values} of {column.NumValues} values");
            var headerSize = PageHeader.Read(chunk, out var header);
            CheckSizes(header, chunk.Length - headerSize, column.Codec);
            var page = chunk.Slice(headerSize, (int)header.CompressedSize);
            CheckNamedSize(header, page, column.Codec);
            if (!header.IsDictionary)
                values += header.NumberOfValues;
            else if (hasDictionary || values > 0 || header.NumberOfValues * valueWidth > header.UncompressedSize)
                throw new InvalidDataException($"the dictionary of {header.NumberOfValues} values is not where or as long as it should be");
            hasDictionary |= header.IsDictionary;
            chunk = chunk[(headerSize + page.Length)..];
        }
        if (values > column.NumValues)
            throw new InvalidDataException($"the pages have {values} values in place of {column.NumValues}");
    }

    private static void CheckSizes(PageHeader header, int rest, CompressionCodec codec)
    {
        if (!header.IsKnown)
            throw new InvalidDataException($"there is no page of type {header.Type}");
        if (header.NumberOfValues is < 0 or > int.MaxValue)
            throw new InvalidDataException($"a page has {header.NumberOfValues} values");
        if (header.CompressedSize < 0 || header.CompressedSize > rest)
            throw new InvalidDataException($"a page of {header.CompressedSize} bytes starts {rest} bytes before the end of the column");
        if (header.LevelSize < 0 || header.LevelSize > header.CompressedSize)
            throw new InvalidDataException($"a page of {header.CompressedSize} bytes has levels of {header.LevelSize} bytes");
        if (header.UncompressedSize < 0 || !CompressedSize.IsPlausible(codec, header.CompressedSize, header.UncompressedSize))
            throw new InvalidDataException($"a page of {header.CompressedSize} bytes with {codec} cannot become {header.UncompressedSize} bytes");
    }

    private static void CheckNamedSize(PageHeader header, ReadOnlySpan<byte> page, CompressionCodec codec)
    {
        var compressed = page[(int)header.LevelSize..];
        if (CompressedSize.Named(codec, compressed) is { } size && !CompressedSize.IsPlausible(codec, compressed.Length, size))
            throw new InvalidDataException($"a page of {compressed.Length} bytes with {codec} cannot become {size} bytes");
    }
}
