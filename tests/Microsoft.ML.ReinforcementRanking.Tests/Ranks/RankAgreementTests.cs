using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Tests that all ranks of a fit go the same way, and that rank 0 alone reports and writes.</summary>
public sealed class RankAgreementTests : IDisposable
{
    private const string Name = "TscacExact";

    private static readonly ContractTrainer Trainer = ContractTrainers.Named(Name);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ranks-");

    private string Folder => Path.Combine(_root.FullName, "fit");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Fit_OtherDataOnARank_IsRefusedByEveryRank()
    {
        Exception?[] failures = [];
        var fit = () => ThreadRanks.Run(2, communicator =>
            Trainer.Fit(new() { Communicator = communicator }, new MLContext(1).View(communicator.Rank == 0 ? ContractLog.Rows : ContractLog.Rows[..250])),
            out failures);

        fit.Should().Throw<InvalidOperationException>().WithMessage(
            "*Rank 1 of 2 fits another model than rank 0: the number of training rows is 250, and 300 on rank 0.*");
        failures.Should().OnlyContain(failure => failure is InvalidOperationException);
    }

    [Fact]
    public void Fit_OtherOptionOnARank_IsRefused()
        => FluentActions.Invoking(() => ThreadRanks.Run(2, communicator => Trainer.Fit(new() { Communicator = communicator, Epochs = 2 + communicator.Rank })))
            .Should().Throw<InvalidOperationException>().WithMessage("*NumberOfStageOneEpochs is 3, and 2 on rank 0.*");

    [Fact]
    public void Fit_WithoutASeed_UsesThatOfRankZero()
    {
        var models = ThreadRanks.Run(2, communicator =>
        {
            var context = new MLContext();
            return Trainer.Create(context, new() { Seed = null, Communicator = communicator, Epochs = 1 }).Fit(context.View());
        });

        Bytes(models[1]).Should().Be(Bytes(models[0]));
    }

    [Fact]
    public void Fit_TwoRanks_ReportsOnRankZero()
    {
        var (progress, messages) = (new[] { new ProgressList(), new ProgressList() }, new[] { new List<string>(), [] });

        ThreadRanks.Run(2, communicator =>
        {
            var context = new MLContext(1);
            context.Log += (_, entry) => messages[communicator.Rank].Add(entry.Kind == ChannelMessageKind.Info ? entry.RawMessage : "");
            var settings = new FitSettings { Communicator = communicator, Progress = progress[communicator.Rank], TensorBoardDirectory = Folder };
            return Trainer.Create(context, settings).Fit(context.View());
        });

        progress[0].Should().HaveCount(Trainer.Model.Model.History.Count);
        progress[1].Should().BeEmpty();
        messages[0].Should().Contain(message => message.StartsWith("The fit starts on ", StringComparison.Ordinal));
        messages[1].Should().NotContain(message => message.StartsWith("The fit starts on ", StringComparison.Ordinal));
        Directory.GetDirectories(Folder).Should().ContainSingle("rank 0 writes the events");
    }

    [Fact]
    public void Fit_OneRankCanceledInTheLastStage_ReturnsTheModelUntilThenOnEveryRank()
    {
        using var cancellation = new CancellationTokenSource();
        var reports = Trainer.Model.Model.History.Count;
        var count = 0;

        var models = ThreadRanks.Run(2, communicator => Trainer.Fit(new()
        {
            Communicator = communicator,
            // Rank 1 has the token, and rank 0 has the reports.
            CancellationToken = communicator.Rank == 1 ? cancellation.Token : default,
            Progress = new ProgressList(_ => CancelAfter(ref count, reports - 1, cancellation)),
        }));

        models.Should().OnlyContain(model => model.Model.Warnings.Any(warning => warning.StartsWith("Training was canceled", StringComparison.Ordinal)));
        Bytes(models[1]).Should().Be(Bytes(models[0]));
    }

    [Fact]
    public void Fit_OneRankCanceledInTheLastStage_LeavesTheCheckpoints()
    {
        using var cancellation = new CancellationTokenSource();
        var reports = Trainer.Model.Model.History.Count;
        var count = 0;
        ThreadRanks.Run(2, communicator => Trainer.Fit(WithCheckpoints(communicator) with
        {
            CancellationToken = communicator.Rank == 1 ? cancellation.Token : default,
            Progress = new ProgressList(_ => CancelAfter(ref count, reports - 1, cancellation)),
        }));

        var resumed = ThreadRanks.Run(2, communicator => Trainer.Fit(WithCheckpoints(communicator) with { Progress = new ProgressList(_ => count++) }));

        count.Should().Be(reports, "only the last epoch was left");
        Bytes(resumed[0]).Should().Be(Bytes(ThreadRanks.Run(2, communicator => Trainer.Fit(new() { Communicator = communicator }))[0]));
    }

    [Fact]
    public void Fit_ColumnMissingOnARank_EndsTheOthers()
    {
        Exception?[] failures = [];
        var fit = () => ThreadRanks.Run(2, communicator =>
        {
            var log = new MLContext(1).View();
            var isFirst = communicator.Rank == 0;
            return Trainer.Fit(new() { Communicator = communicator }, isFirst ? log : new MLContext(1).Transforms.DropColumns("Label").Fit(log).Transform(log));
        }, out failures);

        fit.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*'Label'*");
        failures[0].Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be("Another rank failed.");
    }

    [Fact]
    public void Fit_OneRankCanceledBeforeThereIsAModel_ThrowsOnEveryRank()
    {
        Exception?[] failures = [];
        var fit = () => ThreadRanks.Run(3, communicator => Trainer.Fit(new()
        {
            Communicator = communicator,
            CancellationToken = new(canceled: communicator.Rank == 2),
        }), out failures);

        fit.Should().Throw<OperationCanceledException>();
        failures.Should().OnlyContain(failure => failure is OperationCanceledException);
    }

    [Fact]
    public void Fit_Diverging_ThrowsTheSameOnEveryRank()
    {
        var rows = ContractLog.Draw(1);
        foreach (var row in rows)
            row.Features[0] = 1e30f;
        Exception?[] failures = [];
        var fit = () => ThreadRanks.Run(2, communicator => Trainer.Fit(new() { Communicator = communicator }, new MLContext(1).View(rows)), out failures);

        fit.Should().Throw<TrainingDivergedException>();
        failures.Should().OnlyContain(failure => failure is TrainingDivergedException);
    }

    [Fact]
    public void Fit_RankThatFails_EndsTheOthers()
    {
        Exception?[] failures = [];
        var fit = () => ThreadRanks.Run(2, communicator => Trainer.Fit(new()
        {
            Communicator = communicator,
            Progress = new ProgressList(_ => throw new InvalidDataException("The disk is full.")),
        }), out failures);

        fit.Should().Throw<InvalidDataException>();
        failures[1].Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be("Another rank failed.");
    }

    [Fact]
    public void Fit_InterruptedAndResumedOnAsManyRanks_GivesTheBytesOfAFitThatIsNot()
    {
        var whole = ThreadRanks.Run(2, communicator => Trainer.Fit(new() { Communicator = communicator }))[0];
        Interrupt(4);

        var resumed = ThreadRanks.Run(2, communicator => Trainer.Fit(WithCheckpoints(communicator)));

        Bytes(resumed[0]).Should().Be(Bytes(whole));
        Bytes(resumed[1]).Should().Be(Bytes(whole));
        Directory.Exists(Folder).Should().BeFalse("a fit that succeeds removes its checkpoints");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_ResumedOnAnotherNumberOfRanks_IsRefusedWithBothNumbers(int ranks)
    {
        Interrupt(4);

        FluentActions.Invoking(() => ThreadRanks.Run(ranks, communicator => Trainer.Fit(WithCheckpoints(communicator))))
            .Should().Throw<InvalidOperationException>().WithMessage($"*is of another fit: the number of ranks was 2 and is {ranks} now.*");
    }

    private static void CancelAfter(ref int count, int reports, CancellationTokenSource cancellation)
    {
        if (++count == reports)
            cancellation.Cancel();
    }

    private static void ThrowAfter(ref int count, int reports)
    {
        if (++count == reports)
            throw new InvalidDataException("This is the end.");
    }

    private static string Bytes(Transformer model) => ModelBytes.OfFile(model, new MLContext(1).View().Schema);

    // Only rank 0 needs the folder.
    private FitSettings WithCheckpoints(Communicator communicator)
        => new() { Communicator = communicator, CheckpointDirectory = communicator.Rank == 0 ? Folder : Path.Combine(_root.FullName, "nothing") };

    private void Interrupt(int report)
    {
        var count = 0;
        var fit = () => ThreadRanks.Run(2, communicator => Trainer.Fit(WithCheckpoints(communicator) with
        {
            Progress = new ProgressList(_ => ThrowAfter(ref count, report)),
        }));
        fit.Should().Throw<InvalidDataException>();
    }
}
