using System.Security.Cryptography;
using Microsoft.ML;
using Parquet;

namespace BatchScoring;

/// <summary>Says what a scored shard was made from. The file keeps it, so that a later run knows whether it still has to be scored.</summary>
/// <param name="Model">The SHA-256 of the model.</param>
/// <param name="Shard">The SHA-256 of the shard.</param>
/// <param name="Columns">The names of the columns that were written, in their order.</param>
internal sealed record ShardOrigin(string Model, string Shard, string Columns)
{
    private const string ModelKey = "batch-scoring.model.sha256";
    private const string ShardKey = "batch-scoring.shard.sha256";
    private const string ColumnsKey = "batch-scoring.columns";

    public Dictionary<string, string> Metadata => new() { [ModelKey] = Model, [ShardKey] = Shard, [ColumnsKey] = Columns };

    /// <summary>Returns the SHA-256 of a file.</summary>
    public static async Task<string> HashOf(string path, CancellationToken token)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, token));
    }

    /// <summary>Reads the origin of a scored shard.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or was not written by this program.</exception>
    public static async Task<ShardOrigin> Read(MLContext ml, string path, CancellationToken token)
    {
        // The loader checks the footer, which Parquet.Net alone would believe.
        ml.Data.LoadFromParquet(path);
        await using var reader = await ParquetReader.CreateAsync(path, cancellationToken: token);
        var metadata = reader.CustomMetadata;
        return metadata.TryGetValue(ModelKey, out var model) && metadata.TryGetValue(ShardKey, out var shard)
            && metadata.TryGetValue(ColumnsKey, out var columns)
            ? new(model, shard, columns)
            : throw new InvalidDataException($"{path} was not written by this program, so it is not replaced. Name another --output, or delete the file.");
    }
}
