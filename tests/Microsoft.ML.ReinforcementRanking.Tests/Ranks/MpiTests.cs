using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Tests fits of several processes that Open MPI connects.</summary>
public sealed class MpiTests : IDisposable
{
    private const string Name = "TscacExact";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mpi-");

    private string Model => Path.Combine(_root.FullName, "model.zip");

    private string Checkpoints => Path.Combine(_root.FullName, "fit");

    public void Dispose() => _root.Delete(recursive: true);

    [SkippableTheory]
    [InlineData("CategoricalCloning", 2, 40)]
    [InlineData("MultiTask", 4, 40)]
    [InlineData("TscacExact", 2, 14)]
    [InlineData("TscacSampled", 4, 8)]
    public void Fit_TwoHundredSteps_GivesTheModelOfOneProcess(string name, int ranks, int epochs)
    {
        var context = new MLContext(1);

        MpiJob.Run(ranks, FitAndSave, name, $"{epochs}", Model).ExitCode.Should().Be(0);

        var one = ContractTrainers.Named(name).Fit(new() { Epochs = epochs, ValidationFraction = 0 });
        ModelNumbers.ShouldBeClose((Transformer)context.Model.Load(Model, out _), one, context.View());
    }

    [SkippableFact]
    public void Fit_Twice_GivesTheSameBytes()
    {
        var schema = new MLContext(1).View().Schema;
        string Bytes()
        {
            MpiJob.Run(2, FitAndSave, Name, "2", Model).ExitCode.Should().Be(0);
            return ModelBytes.OfFile(new MLContext(1).Model.Load(Model, out _), schema);
        }

        Bytes().Should().Be(Bytes());
    }

    [SkippableFact]
    public void Fit_RankThatFails_EndsTheJobAndIsNamed()
    {
        var job = MpiJob.Run(2, FitWithOtherData);

        job.ExitCode.Should().NotBe(0);
        job.Error.Should().MatchRegex(@"Rank 1 of 2 \(process \d+ on .+\) failed and ends the job\.").And.Contain("the number of training rows is 250");
    }

    [SkippableFact]
    public void Fit_RankThatIsKilled_EndsTheJobAndIsResumed()
    {
        var job = MpiJob.Run(2, FitAndDie, Checkpoints);
        job.ExitCode.Should().NotBe(0);
        job.Error.Should().Contain("rank 1", "mpirun names the rank that was killed");

        var resumed = MpiJob.Run(2, FitAndResume, Checkpoints);

        resumed.ExitCode.Should().Be(0, resumed.Error);
        resumed.Output.Should().MatchRegex("Resumed after [1-9] epochs");
    }

    [Fact]
    public void Open_OutsideOfAJob_IsOneRank()
    {
        using var communicator = MpiCommunicator.Open();
        double[] values = [1, 2];
        communicator.Sum(values.AsSpan());
        communicator.Abort(new InvalidOperationException("Nobody waits for this process."));

        (communicator.Rank, communicator.NumberOfRanks).Should().Be((0, 1));
        values.Should().Equal(1, 2);
    }

    private static void FitAndSave(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        var context = new MLContext(1);
        var settings = new FitSettings { Communicator = communicator, Epochs = int.Parse(arguments[1], CultureInfo.InvariantCulture), ValidationFraction = 0 };
        var model = ContractTrainers.Named(arguments[0]).Fit(settings);
        if (communicator.Rank == 0)
            context.Model.Save(model, context.View().Schema, arguments[2]);
    }

    private static void FitWithOtherData(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        ContractTrainers.Named(Name).Fit(new() { Communicator = communicator },
            new MLContext(1).View(communicator.Rank == 0 ? ContractLog.Rows : ContractLog.Rows[..250]));
    }

    private static void FitAndDie(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        var dying = new DyingCommunicator(communicator, steps: 30);
        ContractTrainers.Named(Name).Fit(new() { Communicator = dying, Epochs = 6, CheckpointDirectory = arguments[0] });
    }

    private static void FitAndResume(string[] arguments)
    {
        using var communicator = MpiCommunicator.Open();
        var progress = new ProgressList();
        var model = ContractTrainers.Named(Name).Fit(new()
        {
            Communicator = communicator,
            Epochs = 6,
            CheckpointDirectory = arguments[0],
            Progress = progress,
        });
        if (communicator.Rank == 0)
            Console.WriteLine($"Resumed after {model.Model.History.Count - progress.Count} epochs");
    }
}
