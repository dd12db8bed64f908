using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Tests joint fits whose columns are in files. Each rank has a folder of its own, and a common folder is refused.</summary>
public sealed class RankCacheTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("rank-cache-");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("CategoricalCloning")]
    [InlineData("DeepFM")]
    [InlineData("Rmtl")]
    [InlineData("TscacContinuous")]
    [InlineData("TscacExact")]
    public void Fit_FolderForEachRank_GivesTheModelOfOneProcess(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var (context, schema) = (new MLContext(1), new MLContext(1).View().Schema);
        string[] Bytes(bool hasCache) =>
            [.. ThreadRanks.Run(2, communicator => trainer.Fit(Settings(communicator, hasCache ? FolderOf(communicator.Rank) : null)))
                .Select(model =>
                {
                    ModelNumbers.ShouldBeClose(model, trainer.Model, context.View());
                    return ModelBytes.OfFile(model, schema);
                })];

        var first = Bytes(hasCache: true);
        var second = Bytes(hasCache: true);

        first.Concat(second).Concat(Bytes(hasCache: false)).Distinct().Should().ContainSingle("files change no number");
    }

    [Fact]
    public void Fit_OneFolderForTwoRanks_IsRefusedAndLeavesTheFolderUsable()
    {
        var trainer = ContractTrainers.Named("TscacExact");
        var folder = FolderOf(0);
        Exception?[] failures = [];

        var fit = () => ThreadRanks.Run(2, communicator => trainer.Fit(Settings(communicator, folder)), out failures);

        fit.Should().Throw<IOException>().WithMessage($"*CacheDirectory '{folder}' cannot be used: *Name a folder*that no other fit uses*");
        failures.Should().ContainSingle(failure => failure is IOException).And.ContainSingle(failure => failure is InvalidOperationException)
            .Which!.Message.Should().Be("Another rank failed.");
        var model = trainer.Fit(new() { CacheDirectory = folder });
        ModelBytes.OfFile(model, new MLContext(1).View().Schema).Should().Be(ModelBytes.OfFile(trainer.Model, new MLContext(1).View().Schema));
    }

    [SkippableFact]
    public void Fit_OneFolderForTwoProcesses_EndsTheJobWithTheReason()
    {
        var job = MpiJob.Run(2, FitInFolder, FolderOf(0));

        job.ExitCode.Should().NotBe(0);
        job.Error.Should().MatchRegex(@"Rank [01] of 2 \(process \d+ on .+\) failed and ends the job\.").And.Contain(
            $"CacheDirectory '{FolderOf(0)}' cannot be used");
    }

    private static void FitInFolder(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        ContractTrainers.Named("TscacExact").Fit(Settings(communicator, arguments[0]));
    }

    private static FitSettings Settings(Communicator communicator, string? folder) => new() { Communicator = communicator, CacheDirectory = folder };

    private string FolderOf(int rank) => Path.Combine(_root.FullName, $"rank-{rank}");
}
