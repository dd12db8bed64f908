using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Telemetry;

/// <summary>Tests the files of TensorBoard that fits write.</summary>
public sealed class TensorBoardTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("runs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("TscacExact")]
    [InlineData("TscacContinuous")]
    [InlineData("DeepFM")]
    [InlineData("Rmtl")]
    public void Fit_Directory_HasTheHistoryOfTheModel(string name)
    {
        var model = ContractTrainers.Named(name).Fit(new() { TensorBoardDirectory = _folder.FullName });

        var expected = model.Model.History.SelectMany(entry =>
            entry.Losses.Select(loss => ($"{entry.Stage}/{loss.Key}", (long)entry.Epoch, (float)loss.Value))
                .Concat(entry.Metrics.Select(metric => ($"{entry.Stage}/held out/{metric.Key}", (long)entry.Epoch, (float)metric.Value))));
        EventFile.Scalars(Runs().Single()).Should().BeEquivalentTo(expected);
    }

    [Fact]
    public void Fit_Twice_GivesTwoRunsAndTheModelOfAFitWithoutThem()
    {
        var trainer = ContractTrainers.Named("CategoricalCloning");
        var settings = new FitSettings { TensorBoardDirectory = Path.Combine(_folder.FullName, "new") };

        var model = trainer.Fit(settings);
        trainer.Fit(settings);

        Directory.GetDirectories(settings.TensorBoardDirectory).Select(Path.GetFileName).Should()
            .BeEquivalentTo("1-BehaviorCloningTrainer", "2-BehaviorCloningTrainer");
        var schema = new MLContext().View().Schema;
        ModelBytes.OfFile(model, schema).Should().Be(ModelBytes.OfFile(trainer.Fit(new()), schema));
    }

    [Fact]
    public void EstimatePropensities_FoldsOnSeveralThreads_GiveOneRunEach()
    {
        var context = new MLContext(1);
        context.Ranking.EstimatePropensities(context.View(), new()
        {
            BehaviorPolicy = new FitSettings { Epochs = 1, TensorBoardDirectory = _folder.FullName }.ToBehaviorCloning("Action"),
            NumberOfFolds = 4,
        });

        Runs().Select(run => run[(run.IndexOf("-fold-", StringComparison.Ordinal) + 1)..]).Should()
            .BeEquivalentTo("fold-1-of-4", "fold-2-of-4", "fold-3-of-4", "fold-4-of-4");
        Runs().Should().AllSatisfy(run => EventFile.Scalars(run).Should().NotBeEmpty());
    }

    [Fact]
    public void Fit_Canceled_LeavesAFileWithTheEpochsUntilThen()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList(_ => cancellation.Cancel());

        FluentActions.Invoking(() => ContractTrainers.Named("TscacExact")
                .Fit(new() { TensorBoardDirectory = _folder.FullName, Progress = progress, CancellationToken = cancellation.Token }))
            .Should().Throw<OperationCanceledException>();

        var run = Runs().Single();
        EventFile.Scalars(run).Select(scalar => scalar.Step).Distinct().Should().Equal(1);
        using var file = new FileStream(Directory.GetFiles(run).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        file.Length.Should().BePositive("nobody holds the file any more");
    }

    [Fact]
    public void Fit_FolderIsAFile_FailsBeforeTrainingWithPathAndRemedy()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        var progress = new ProgressList();

        var directory = Path.Combine(file, "runs");
        FluentActions.Invoking(() => ContractTrainers.Named("CategoricalCloning").Fit(new() { TensorBoardDirectory = directory, Progress = progress }))
            .Should().Throw<IOException>().WithMessage($"TensorBoardDirectory '{directory}' cannot be written to: *Name a folder*or set the option to null.");

        progress.Should().BeEmpty();
    }

    [Fact]
    public void Fit_FolderDisappears_GoesOnWithAWarning()
    {
        var progress = new ProgressList(report =>
        {
            if (report.StageNumber == 1 && report.Epoch == 1)
                Array.ForEach(Runs(), run => Directory.Delete(run, recursive: true));
        });

        var model = ContractTrainers.Named("TscacExact").Fit(new() { TensorBoardDirectory = _folder.FullName, Progress = progress });

        model.Model.Warnings.Should().ContainSingle(warning => warning.StartsWith("The events of TensorBoard cannot be written to ", StringComparison.Ordinal));
        Runs().Should().BeEmpty();
    }

    [Fact]
    public void Trainer_BlankFolder_IsRefused() => FluentActions.Invoking(
            () => new MLContext().Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { TensorBoardDirectory = " " }))
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*TensorBoardDirectory must be null or a folder, but was ' '.*");

    private string[] Runs() => Directory.GetDirectories(_folder.FullName);
}
