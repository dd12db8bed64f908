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

    [SkippableTheory]
    [InlineData("a call twice", "MPI can be started once in a process")]
    [InlineData("another size", "mpirun started 3 processes, but libmpi.so.40 sees 2")]
    public void Open_JobThatCannotBeJoined_SaysWhy(string fault, string message)
    {
        var job = MpiJob.Run(2, JoinWith, fault);

        job.Output.Should().Contain(message);
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

    private static void JoinWith(string[] arguments)
    {
        if (arguments[0] == "another size")
            Environment.SetEnvironmentVariable("OMPI_COMM_WORLD_SIZE", "3");
        try
        {
            using var first = MpiCommunicator.Open();
            using var second = MpiCommunicator.Open();
        }
        catch (InvalidOperationException failure)
        {
            Console.WriteLine(failure.Message);
        }
    }
}
