using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Models as bytes, for facts about equality.</summary>
internal static class ModelBytes
{
    /// <summary>
    /// Name and content hash of each entry of the saved model. Not the file as a whole: ML.NET's zip entries carry the time of saving, which is no part of the
    /// model.
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

    /// <summary>The networks alone, without schema and history.</summary>
    public static string OfNetworks(RankingPredictionTransformer<NeuralRankingModelParameters> model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            model.Model.Head.Write(writer);
        return Convert.ToHexString(SHA256.HashData(stream.ToArray()));
    }
}
