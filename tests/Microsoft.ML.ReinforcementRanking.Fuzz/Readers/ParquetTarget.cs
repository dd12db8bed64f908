using Microsoft.ML.ReinforcementRanking.Tests.ParquetFiles;
using Parquet;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Readers;

/// <summary>Reads all columns of damaged Parquet files, one for each compression.</summary>
internal sealed class ParquetTarget(string folder) : ReaderTarget("Parquet", folder, [.. Compressions.Select(Write)], Free)
{
    // A few bytes can hold a run of 16 million equal values, which is a valid file.
    private const long Free = 1L << 30;

    private static readonly CompressionMethod[] Compressions =
    [
        CompressionMethod.None, CompressionMethod.Snappy, CompressionMethod.Gzip, CompressionMethod.Zstd, CompressionMethod.Brotli, CompressionMethod.Lz4Raw,
    ];

    private readonly MLContext _context = new();

    protected override bool Read(string path)
    {
        ParquetSample.ReadAll(_context, path);
        return true;
    }

    protected override bool IsDocumented(Exception refusal, string path)
        => refusal is InvalidDataException or InvalidOperationException or NotSupportedException && refusal.Message.Contains(path, StringComparison.Ordinal);

    private static ReaderSeed Write(CompressionMethod compression)
    {
        using var file = ParquetSample.Write(compression);
        return new($"{compression}.parquet", file.Bytes, IsText: false);
    }
}
