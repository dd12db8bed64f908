using ShortVideoModel = ModelBuilder.ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Represents a folder with both models of samples/ModelBuilder, trained on short logs. The tests of a class share it.</summary>
public sealed class ModelBuilderModels : IDisposable
{
    private const int Sessions = 60;

    public ModelBuilderModels()
    {
        TrainShortVideo("ShortVideo.mlnet", seed: 2);
        TrainPurchase("Purchase.mlnet", seed: 2);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("model-builder-").FullName;

    public string ShortVideo => Path.Combine(Folder, "ShortVideo.mlnet");

    public string Purchase => Path.Combine(Folder, "Purchase.mlnet");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Trains with the log of a seed, and returns the bytes of the model.</summary>
    public byte[] TrainShortVideo(string name, int seed)
    {
        var log = Write($"ShortVideo-{seed}.csv", ModelBuilderLogs.ShortVideo(Sessions, seed));
        ShortVideoModel.Train(Path.Combine(Folder, name), log);
        return File.ReadAllBytes(Path.Combine(Folder, name));
    }

    /// <summary>Trains with the log of a seed, and returns the bytes of the model.</summary>
    public byte[] TrainPurchase(string name, int seed)
    {
        var log = Write($"Purchase-{seed}.csv", ModelBuilderLogs.Purchase(Sessions, seed));
        global::ModelBuilder.Purchase.Train(Path.Combine(Folder, name), log);
        return File.ReadAllBytes(Path.Combine(Folder, name));
    }

    private string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
