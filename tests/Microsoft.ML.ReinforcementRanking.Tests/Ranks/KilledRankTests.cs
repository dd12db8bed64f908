using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Xunit.Abstractions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>
/// Tests the death of a rank at any place of a joint fit: mpirun names the rank and ends the others, and the same command continues the fit. The times of death
/// are numbers of exchanges, which a fit of threads counts.
/// </summary>
public sealed class KilledRankTests : IDisposable
{
    private const string Name = "TscacExact";
    private const int Epochs = 6;

    private static readonly Lazy<(int Exchanges, string Bytes)> Whole = new(FitThreads);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("killed-rank-");
    private readonly ITestOutputHelper _output;

    public KilledRankTests(ITestOutputHelper output) => _output = output;

    private string Model => Path.Combine(_root.FullName, "model.zip");

    private string Checkpoints => Path.Combine(_root.FullName, "fit");

    private string Time => Path.Combine(_root.FullName, "time.txt");

    public void Dispose() => _root.Delete(recursive: true);

    [SkippableTheory]
    [InlineData(1, 0, "before the first step")]
    [InlineData(0, 0.5, "in the middle")]
    [InlineData(1, 0.5, "in the middle")]
    [InlineData(0, 0.97, "in the last epoch")]
    public void Fit_RankThatIsKilled_EndsTheJobAndIsResumed(int rank, double place, string moment)
    {
        MpiJob.Require();
        var exchange = 1 + (int)(place * Whole.Value.Exchanges);

        var job = MpiJob.Run(2, FitAndDie, $"{rank}", $"{exchange}", Checkpoints, Time);
        var end = DateTime.UtcNow - DyingCommunicator.ReadTime(Time);

        // A test does not judge a time, which depends on what else the machine does. docs/many-machines.md has measurements.
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Rank {rank}, {moment}: the job ended {end.TotalSeconds:F2} s after the death."));
        job.ExitCode.Should().NotBe(0);
        job.Error.Should().MatchRegex($"process rank {rank} .*exited on signal 9", "mpirun names the rank that was killed");
        var resumed = MpiJob.Run(2, FitAndSave, Checkpoints, Model);
        resumed.ExitCode.Should().Be(0, resumed.Error);
        resumed.Output.Should().MatchRegex(place > 0 ? "Resumed after [1-9]" : "Resumed after 0 ");
        ModelBytes.OfFile(new MLContext(1).Model.Load(Model, out _), new MLContext(1).View().Schema).Should().Be(Whole.Value.Bytes);
    }

    private static (int Exchanges, string Bytes) FitThreads()
    {
        var folder = Directory.CreateTempSubdirectory("killed-rank-whole-");
        try
        {
            return ThreadRanks.Run(2, communicator =>
            {
                var counting = new DyingCommunicator(communicator);
                var model = ContractTrainers.Named(Name).Fit(Settings(counting, Path.Combine(folder.FullName, "fit")));
                return (counting.Exchanges, ModelBytes.OfFile(model, new MLContext(1).View().Schema));
            })[0];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static FitSettings Settings(Communicator communicator, string checkpoints)
        => new() { Communicator = communicator, Epochs = Epochs, CheckpointDirectory = checkpoints };

    private static void FitAndDie(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        var dying = new DyingCommunicator(communicator)
        {
            Last = communicator.Rank == int.Parse(arguments[0], CultureInfo.InvariantCulture) ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 0,
            TimeFile = arguments[3],
        };
        ContractTrainers.Named(Name).Fit(Settings(dying, arguments[2]));
    }

    private static void FitAndSave(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        var (progress, context) = (new ProgressList(), new MLContext(1));
        var model = ContractTrainers.Named(Name).Fit(Settings(communicator, arguments[0]) with { Progress = progress });
        if (communicator.Rank > 0)
            return;
        context.Model.Save(model, context.View().Schema, arguments[1]);
        Console.WriteLine($"Resumed after {model.Model.History.Count - progress.Count} epochs");
    }
}
