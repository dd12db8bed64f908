using BatchScoring;
using JointFit.Shards;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

/// <summary>Holds a model, a folder of shards, and the scored shards of a run that nothing interrupted. The second shard has two row groups.</summary>
public sealed class ScoredFolder : IDisposable
{
    public const int RowsOfSmallShard = 300;
    public const int RowsOfLargeShard = ParquetOutput.RowsPerGroup + RowsOfSmallShard;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("shards-");

    public ScoredFolder()
    {
        Directory.CreateDirectory(Data);
        Move(Simulate("small", seed: 1, shards: 2, RowsOfSmallShard), "part-0000.parquet", "part-0002.parquet");
        Move(Simulate("large", seed: 2, shards: 1, RowsOfLargeShard), "part-0001.parquet");
        Model = Fit("fit", seed: 1);
        Job.Run(new Arguments { Model = Model, Data = Data, Output = Scored }, new SilentProgress(), default).GetAwaiter().GetResult().Should().Be(0);
    }

    public string Model { get; }

    public string Data => Path.Combine(_root.FullName, "data");

    public string Scored => Path.Combine(_root.FullName, "scored");

    /// <summary>Returns the contents of the files of a folder, by their names.</summary>
    public static Dictionary<string, string> Contents(string folder)
        => Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), file => Convert.ToBase64String(File.ReadAllBytes(file)));

    /// <summary>Returns a new folder that is deleted with the others.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(_root.FullName, Path.GetRandomFileName())).FullName;

    /// <summary>Fits a model, which takes a second, and returns its file.</summary>
    public string Fit(string name, int seed)
    {
        var output = Path.Combine(_root.FullName, name);
        var small = Simulate($"{name} visits", seed, shards: 1, RowsOfSmallShard);
        JointFit.Job.Run(new() { Data = small, Output = output, Epochs = 1, Seed = seed }, default);
        return Path.Combine(output, JointFit.Job.ModelName);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private string Simulate(string name, int seed, int shards, int rows)
        => SimulatedVisits.Write(Path.Combine(_root.FullName, name), seed, shards, rows, default).GetAwaiter().GetResult();

    private void Move(string folder, params string[] names)
    {
        foreach (var (shard, name) in ShardFolder.Find(folder).Zip(names))
            File.Move(shard, Path.Combine(Data, name));
    }

    internal sealed class SilentProgress : IProgress<ShardProgress>
    {
        public void Report(ShardProgress value)
        {
        }
    }
}
