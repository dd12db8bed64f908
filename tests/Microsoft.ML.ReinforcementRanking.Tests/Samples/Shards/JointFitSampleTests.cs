using JointFit;
using JointFit.Shards;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Ranks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

/// <summary>Fits to a few rows, alone and by two processes.</summary>
public sealed class JointFitSampleTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("joint-fit-");

    private string Data => Path.Combine(_root.FullName, "visits");

    public void Dispose() => _root.Delete(recursive: true);

    [SkippableFact]
    public async Task Run_TwoProcesses_GivesTheModelOfOne()
    {
        await SimulatedVisits.Write(Data, seed: 1, shards: 2, rowsPerShard: 200, default);

        var job = MpiJob.Run(2, Fit, Data, Path.Combine(_root.FullName, "two"));
        Job.Run(Fitting("one"), default);

        job.ExitCode.Should().Be(0, job.Error);
        job.Output.Should().Contain("2 process(es) fit 400 rows of 2 shards");
        foreach (var (two, one) in Scores("two").Zip(Scores("one")))
            two.Should().BeApproximately(one, 1e-3f);
    }

    [SkippableFact]
    public void Run_DataThatAreNotThere_EndsTheJobOfTwo()
    {
        var job = MpiJob.Run(2, Fit, Data, _root.FullName);

        job.ExitCode.Should().Be(1);
        job.Error.Should().Contain("failed and ends the job").And.Contain("does not exist");
    }

    [Fact]
    public void Run_Canceled_LeavesNoModel()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        FluentActions.Invoking(() => Job.Run(new() { Output = _root.FullName }, cancellation.Token)).Should().Throw<OperationCanceledException>();

        Directory.GetFiles(_root.FullName, "*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_SameSeed_GivesTheSameBytes()
    {
        var (one, two) = (Path.Combine(_root.FullName, "one"), Path.Combine(_root.FullName, "two"));
        await SimulatedVisits.Write(one, seed: 3, shards: 2, rowsPerShard: 100, default);
        await SimulatedVisits.Write(two, seed: 3, shards: 2, rowsPerShard: 100, default);

        ScoredFolder.Contents(one).Should().Equal(ScoredFolder.Contents(two));
        ScoredFolder.Contents(one).Values.Should().OnlyHaveUniqueItems();
    }

    private static void Fit(string[] words) => Job.Run(new() { Data = words[0], Output = words[1], Epochs = 1 }, default);

    private Arguments Fitting(string name) => new() { Data = Data, Output = Path.Combine(_root.FullName, name), Epochs = 1 };

    private float[] Scores(string name)
    {
        var ml = new MLContext(1);
        return [.. ml.Model.Load(Path.Combine(_root.FullName, name, Job.ModelName), out _).Transform(ml.Data.LoadFromParquet<Visit>(ShardFolder.Find(Data)))
            .GetColumn<float>("Score")];
    }
}
