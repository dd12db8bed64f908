using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Converts models to bytes, for tests of equality.</summary>
internal static class ModelBytes
{
    /// <summary>
    /// Gets the name and the hash of each entry of the saved model. The file as a whole cannot be compared, because the zip entries of ML.NET contain the
    /// time of saving.
    /// </summary>
    public static string OfFile(ITransformer model, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        new MLContext().Model.Save(model, schema, stream);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        return string.Join('\n', zip.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal).Select(entry =>
        {
            using var content = entry.Open();
            return $"{entry.FullName} {Convert.ToHexString(SHA256.HashData(content))}";
        }));
    }

    /// <summary>Gets the bytes of the networks, without the schema and the history.</summary>
    public static string OfNetworks(RankingPredictionTransformer<NeuralRankingModelParameters> model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            model.Model.Head.Write(writer);
        return Convert.ToHexString(SHA256.HashData(stream.ToArray()));
    }
}
