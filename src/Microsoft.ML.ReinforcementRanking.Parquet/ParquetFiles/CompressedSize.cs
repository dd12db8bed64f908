using System.Buffers.Binary;
using Parquet.Meta;

namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>Tells how large bytes may be once they are decompressed, so that a few bytes cannot ask for gigabytes.</summary>
internal static class CompressedSize
{
    /// <summary>A page of this size is always plausible: Zstandard and Brotli have no useful limit for runs of equal bytes.</summary>
    private const long AlwaysPlausible = 64 << 20;

    private const uint ZstandardMagic = 0xFD2FB528;

    /// <summary>Returns whether so many compressed bytes can become so many bytes.</summary>
    public static bool IsPlausible(CompressionCodec codec, long compressed, long uncompressed)
        => codec == CompressionCodec.UNCOMPRESSED ? uncompressed == compressed : uncompressed <= Math.Max(AlwaysPlausible, compressed * Ratio(codec));

    /// <summary>Returns the decompressed size that the compressed bytes name themselves, or null if they name none.</summary>
    public static long? Named(CompressionCodec codec, ReadOnlySpan<byte> compressed) => codec switch
    {
        CompressionCodec.SNAPPY => Snappy(compressed),
        CompressionCodec.ZSTD => Zstandard(compressed),
        _ => null,
    };

    /// <summary>Returns the largest factor by which a codec can shrink bytes, rounded up.</summary>
    private static long Ratio(CompressionCodec codec) => codec switch
    {
        CompressionCodec.SNAPPY => 32,
        CompressionCodec.LZ4 or CompressionCodec.LZ4_RAW => 256,
        CompressionCodec.GZIP => 1040,
        _ => 65536,
    };

    private static long? Snappy(ReadOnlySpan<byte> compressed)
    {
        long size = 0;
        for (var index = 0; index < compressed.Length && index < 5; index++)
        {
            size |= (long)(compressed[index] & 0x7f) << (7 * index);
            if (compressed[index] < 0x80)
                return size;
        }
        return null;
    }

    private static long? Zstandard(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length < 16 || BinaryPrimitives.ReadUInt32LittleEndian(compressed) != ZstandardMagic)
            return null;
        var descriptor = compressed[4];
        var isSingleSegment = (descriptor & 0x20) != 0;
        int[] dictionaryIdSizes = [0, 1, 2, 4];
        var field = compressed[(5 + (isSingleSegment ? 0 : 1) + dictionaryIdSizes[descriptor & 3])..];
        return (descriptor >> 6) switch
        {
            0 => isSingleSegment ? field[0] : null,
            1 => BinaryPrimitives.ReadUInt16LittleEndian(field) + 256,
            2 => BinaryPrimitives.ReadUInt32LittleEndian(field),
            _ => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(field), long.MaxValue),
        };
    }
}
