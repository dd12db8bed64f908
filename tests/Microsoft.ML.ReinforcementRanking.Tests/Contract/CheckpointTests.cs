using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that fits which end before their time are resumed from their checkpoints, and give the model of a fit that was not interrupted.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const string Name = "TscacExact";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("checkpoints-");

    private string Folder => Path.Combine(_root.FullName, "fit");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [Trainers]
    public void Fit_CrashedTwice_GivesTheBytesOfAFitThatIsNot(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var reports = trainer.Model.Model.History.Count;
        var random = new Random(name.Length);

        var first = random.Next(1, reports + 1);
        Crash(trainer, first);
        // The epoch of the report was lost, and all after it were not trained.
        Crash(trainer, random.Next(1, reports - first + 2));
        var model = trainer.Fit(new() { CheckpointDirectory = Folder });

        ShouldBeEqual(model, trainer.Model);
        Directory.Exists(Folder).Should().BeFalse("a fit that succeeds removes its checkpoints");
    }

    /// <summary>What a stage keeps from step to step, such as the moments of its optimizer, is needed only within the stage.</summary>
    [Theory]
    [Trainers]
    public void Fit_CrashedInTheLastEpoch_GivesTheBytesOfAFitThatIsNot(string name)
    {
        var trainer = ContractTrainers.Named(name);

        Crash(trainer, trainer.Model.Model.History.Count);
        var model = trainer.Fit(new() { CheckpointDirectory = Folder });

        ShouldBeEqual(model, trainer.Model);
    }

    [Theory]
    [InlineData("TscacContinuous")]
    [InlineData("Rmtl")]
    public void Fit_KilledInAStep_GivesTheBytesOfAFitThatIsNot(string name)
    {
        var trainer = ContractTrainers.Named(name);

        var child = ChildProcess.Run(FitAndDie, name, Folder, "2");
        child.ExitCode.Should().NotBe(0, "the process ends without any clean-up");
        var model = trainer.Fit(new() { CheckpointDirectory = Folder });

        ShouldBeEqual(model, trainer.Model);
    }

    [Fact]
    public void Fit_Resumed_ReportsOnlyWhatIsLeftAndSaysSo()
    {
        var trainer = ContractTrainers.Named(Name);
        var history = trainer.Model.Model.History;
        Crash(trainer, history.Count);
        var progress = new ProgressList();
        List<string> messages = [];
        var context = new MLContext(1);
        context.Log += (_, entry) => messages.Add(entry.RawMessage);

        trainer.Create(context, new() { CheckpointDirectory = Folder, Progress = progress }).Fit(context.View());

        var last = progress.Should().ContainSingle().Subject;
        last.Epoch.Should().Be(history[^1].Epoch);
        last.ResumedEpochs.Should().Be(history[^1].Epoch - 1);
        messages.Should().Contain(message => message.StartsWith("An earlier fit has trained '", StringComparison.Ordinal))
            .And.Contain($"The fit resumes '{history[^1].Stage}' after epoch {last.ResumedEpochs}.");
    }

    [Fact]
    public void Fit_OtherOption_IsRefusedWithTheDifference()
    {
        var trainer = ContractTrainers.Named(Name);
        Crash(trainer, 2);

        FluentActions.Invoking(() => trainer.Fit(new() { CheckpointDirectory = Folder, ValidationFraction = 0.25 }))
            .Should().Throw<InvalidOperationException>()
            .WithMessage("*is of another fit: ValidationFraction was 0.2 and is 0.25 now. Restore what was changed*");
    }

    [Fact]
    public void Fit_OtherData_IsRefused()
    {
        var trainer = ContractTrainers.Named(Name);
        Crash(trainer, 2);
        var rows = ContractLog.Draw(1);
        rows[5].Features[0] += 1;

        FluentActions.Invoking(() => trainer.Fit(new() { CheckpointDirectory = Folder }, new MLContext(1).View(rows)))
            .Should().Throw<InvalidOperationException>().WithMessage("*the hash of the training data was * now.*");
    }

    [Fact]
    public void Fit_OtherSeed_IsRefused()
    {
        var trainer = ContractTrainers.Named(Name);
        Crash(trainer, 2);

        FluentActions.Invoking(() => trainer.Fit(new() { CheckpointDirectory = Folder, Seed = 77 }))
            .Should().Throw<InvalidOperationException>().WithMessage("*the seed was * and is 77 now.*");
    }

    [Fact]
    public void Fit_WithoutASeed_GoesOnWithThatOfTheCheckpoint()
    {
        var trainer = ContractTrainers.Named("CategoricalCloning");
        var settings = new FitSettings { CheckpointDirectory = Folder, Seed = null };
        ProgressList Crashing(int epoch) => new(report => ThrowAt(report.Epoch, epoch));
        var first = new MLContext();
        FluentActions.Invoking(() => trainer.Create(first, settings with { Progress = Crashing(2) }).Fit(first.View())).Should().Throw<CrashException>();
        var progress = new ProgressList();
        var second = new MLContext();

        trainer.Create(second, settings with { Progress = progress }).Fit(second.View());

        progress[0].ResumedEpochs.Should().Be(1);
    }

    [Fact]
    public void Fit_TornCheckpoint_IsSkippedForTheOneBefore()
    {
        var trainer = ContractTrainers.Named("CategoricalCloning");
        var settings = new FitSettings { Epochs = 3 };
        Crash(trainer, 3, settings);
        var newest = Directory.GetFiles(Folder, "*.checkpoint").Order(StringComparer.Ordinal).Last();
        using (var file = File.OpenWrite(newest))
            file.SetLength(file.Length - 1);
        var progress = new ProgressList();
        List<string> warnings = [];
        var context = new MLContext(1);
        context.Log += (_, entry) => warnings.Add(entry.Kind == ChannelMessageKind.Warning ? entry.RawMessage : "");

        var model = trainer.Create(context, settings with { CheckpointDirectory = Folder, Progress = progress }).Fit(context.View());

        progress[0].ResumedEpochs.Should().Be(1, "the fit broke in epoch 3, and the checkpoint of epoch 2 is torn");
        warnings.Should().Contain(warning => warning.StartsWith($"'{newest}' is not a whole checkpoint", StringComparison.Ordinal));
        ShouldBeEqual(model, trainer.Fit(settings));
    }

    [Fact]
    public void Fit_FilesOfOthersInTheFolder_AreSaidAndLeftAlone()
    {
        var trainer = ContractTrainers.Named("CategoricalCloning");
        Crash(trainer, 2);
        string[] foreign = ["mine.checkpoint", "notes.txt", "stage-1.checkpoint", "work.unfinished"];
        foreach (var name in foreign)
            File.WriteAllText(Path.Combine(Folder, name), "mine");
        var leftover = Path.Combine(Folder, "stage-001-epoch-000002.checkpoint.unfinished");
        File.WriteAllText(leftover, "torn");
        Directory.CreateDirectory(Path.Combine(Folder, "stage-001-epoch-000009.checkpoint"));
        List<string> warnings = [];
        var context = new MLContext(1);
        context.Log += (_, entry) => warnings.Add(entry.Kind == ChannelMessageKind.Warning ? entry.RawMessage : "");

        var model = trainer.Create(context, new() { CheckpointDirectory = Folder }).Fit(context.View());

        ShouldBeEqual(model, trainer.Model);
        warnings.Should().Contain(warning => warning.StartsWith($"CheckpointDirectory '{Folder}' has files that are not checkpoints, such as '",
            StringComparison.Ordinal));
        Directory.GetFiles(Folder).Select(Path.GetFileName).Should().BeEquivalentTo(foreign);
    }

    [Fact]
    public void Fit_CheckpointWithAWrongStateAndARightChecksum_NamesTheFile()
    {
        var trainer = ContractTrainers.Named("CategoricalCloning");
        Crash(trainer, 2);
        var file = Directory.GetFiles(Folder, "*.checkpoint").Single();
        var body = File.ReadAllBytes(file)[..^100];
        File.WriteAllBytes(file, [.. body, .. SHA256.HashData(body)]);

        FluentActions.Invoking(() => trainer.Fit(new() { CheckpointDirectory = Folder }))
            .Should().Throw<InvalidOperationException>().WithMessage($"The checkpoint '{file}' has a right checksum and a wrong state: *");
    }

    [Theory]
    [InlineData("TscacExact")]
    [InlineData("MultiTask")]
    public void Fit_CrashedOnSparseFeatures_GivesTheBytesOfAFitThatIsNot(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var data = context.Transforms.Categorical.OneHotEncoding("SparseSeason", "Season").Fit(context.View()).Transform(context.View());
        var settings = new FitSettings { Features = "SparseSeason", Epochs = 3 };
        var model = trainer.Fit(settings, data);

        Crash(trainer, model.Model.History.Count, settings, data);

        ShouldBeEqual(trainer.Fit(settings with { CheckpointDirectory = Folder }, data), model);
    }

    [Fact]
    public void Fit_CrashedWhenAStageOfAGroupHasEnded_GivesTheBytesOfAFitThatIsNot()
    {
        // Large steps make the epochs of the response that is noise worse before those of the other.
        var settings = new FitSettings { Epochs = 8, ValidationFraction = 0.3 };
        TscacRankingTrainer.Options Options(string? folder, IProgress<TrainingProgress>? progress)
        {
            var options = settings.ToTscac(FitSettings.ActionVector);
            options.AuxiliaryResponses = [new("Click") { DiscountFactor = 0.5 }, new("Weight") { DiscountFactor = 0.2 }];
            (options.CriticLearningRate, options.EarlyStoppingPatience) = (0.03, 1);
            (options.CheckpointDirectory, options.Progress) = (folder, progress);
            return options;
        }
        var random = new Random(2);
        var rows = ContractLog.Draw(1);
        foreach (var row in rows)
            row.Weight = random.NextSingle();
        RankingPredictionTransformer<NeuralRankingModelParameters> Fit(string? folder, IProgress<TrainingProgress>? progress = null)
            => new MLContext(1).Ranking.Trainers.Tscac(Options(folder, progress)).Fit(new MLContext(1).View(rows));
        var model = Fit(null);
        var group = model.Model.History.GroupBy(entry => entry.Stage).Where(stage => stage.Key.Contains("Click") || stage.Key.Contains("Weight"))
            .ToDictionary(stage => stage.Key, stage => stage.Count());
        group.Values.Distinct().Should().HaveCount(2, "one stage ends before the other");

        var last = group.MaxBy(stage => stage.Value);
        var crash = new ProgressList(report => ThrowAt(report.Stage == last.Key ? report.Epoch : 0, last.Value));
        FluentActions.Invoking(() => Fit(Folder, crash)).Should().Throw<CrashException>();

        ShouldBeEqual(Fit(Folder), model);
    }

    [Fact]
    public void Fit_FolderOfAFitThatRuns_IsRefused()
    {
        var trainer = ContractTrainers.Named("CategoricalCloning");
        Exception? failure = null;
        var progress = new ProgressList(_ => failure ??= Record.Exception(() => trainer.Fit(new() { CheckpointDirectory = Folder })));

        trainer.Fit(new() { CheckpointDirectory = Folder, Progress = progress });

        failure.Should().BeOfType<IOException>().Which.Message.Should().StartWith($"CheckpointDirectory '{Folder}' cannot be used: ");
    }

    [Fact]
    public void Fit_CanceledInTheLastStage_LeavesACheckpointToGoOnFrom()
    {
        var trainer = ContractTrainers.Named(Name);
        var history = trainer.Model.Model.History;
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList(report =>
        {
            if (report.Stage == history[^1].Stage)
                cancellation.Cancel();
        });

        trainer.Fit(new() { CheckpointDirectory = Folder, Progress = progress, CancellationToken = cancellation.Token });

        ShouldBeEqual(trainer.Fit(new() { CheckpointDirectory = Folder }), trainer.Model);
    }

    /// <summary>Fits in a process that is killed during a gradient step after some epochs.</summary>
    private static void FitAndDie(string[] arguments)
    {
        var (name, folder, epochs) = (arguments[0], arguments[1], int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture));
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        var progress = new ProgressList(_ =>
        {
            if (--epochs == 0)
                new Thread(process.Kill).Start();
        });
        ContractTrainers.Named(name).Fit(new() { CheckpointDirectory = folder, Progress = progress });
    }

    private static void ThrowAt(int epoch, int last)
    {
        if (epoch == last)
            throw new CrashException();
    }

    private static void ShouldBeEqual(ITransformer model, ITransformer expected)
    {
        var schema = new MLContext().View().Schema;
        ModelBytes.OfFile(model, schema).Should().Be(ModelBytes.OfFile(expected, schema));
    }

    /// <summary>Fits until a report, after whose epoch nothing is written any more.</summary>
    private void Crash(ContractTrainer trainer, int report, FitSettings? settings = null, IDataView? data = null)
    {
        var reports = 0;
        var progress = new ProgressList(_ => ThrowAt(++reports, report));
        settings = (settings ?? new()) with { CheckpointDirectory = Folder, Progress = progress };
        FluentActions.Invoking(() => trainer.Fit(settings, data)).Should().Throw<CrashException>();
    }

    private sealed class CrashException : Exception;
}
