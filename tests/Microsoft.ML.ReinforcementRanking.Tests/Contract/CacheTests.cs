using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that fits whose columns are in files give the models of fits in memory, whatever the files were before.</summary>
public sealed partial class CacheTests : IDisposable
{
    private const string Name = "CategoricalCloning";
    private const string Features = "training-features.column";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("cache-");

    private string Folder => Path.Combine(_root.FullName, "cache");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [Trainers]
    public void Fit_WithACache_GivesTheBytesOfAFitInMemory(string name)
    {
        var trainer = ContractTrainers.Named(name);

        ShouldBeEqual(Fit(trainer, out var first), trainer.Model);
        ShouldBeEqual(Fit(trainer, out var second), trainer.Model);

        first.Kept.Should().Be(0);
        second.Should().Be((second.Bytes, second.Bytes), "the second fit writes nothing");
        Directory.GetFiles(Folder, "scratch-*").Should().BeEmpty();
    }

    [Theory]
    [InlineData("TscacExact")]
    [InlineData("MultiTask")]
    [InlineData("DeepFM")]
    public void Fit_WithACacheOfCandidatesSetsOrSparseFeatures_GivesTheBytesOfAFitInMemory(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var sparse = context.Transforms.Categorical.OneHotEncoding("SparseSeason", "Season").Fit(context.View()).Transform(context.View());
        List<(FitSettings Settings, IDataView? Data)> fits = [(new() { Features = "SparseSeason" }, sparse)];
        if (trainer.Kind == ContractKind.Catalog)
            fits.AddRange([(new() { HasEligibleActions = true }, null), (new() { HasCandidates = true }, null)]);

        foreach (var (settings, data) in fits)
            ShouldBeEqual(trainer.Fit(settings with { CacheDirectory = Folder }, data), trainer.Fit(settings, data));
    }

    [Fact]
    public void Fit_WithValidationData_GivesTheBytesOfAFitInMemory()
    {
        var trainer = ContractTrainers.Named("CloningOfNumbers");
        ITransformer Fit(FitSettings settings)
            => trainer.FitWithValidation(new(1), settings, new MLContext(1).View(), new MLContext(1).View(ContractLog.OtherRows));
        var expected = Fit(new());

        ShouldBeEqual(Fit(new() { CacheDirectory = Folder }), expected);
        ShouldBeEqual(Fit(new() { CacheDirectory = Folder }), expected);
    }

    [Fact]
    public void Fit_ALogThatFitsIntoTheMemory_ShufflesAllRowsAtOnce()
        => ShouldBeEqual(ContractTrainers.Named(Name).Fit(new() { CacheDirectory = Folder, MaximumMemory = 2048 }), ContractTrainers.Named(Name).Model);

    [Fact]
    public void Fit_OtherData_WritesWhatDiffers()
    {
        var trainer = ContractTrainers.Named(Name);
        trainer.Fit(new() { CacheDirectory = Folder });
        var rows = ContractLog.Draw(1)[..^10];
        rows[^1].Features[0] += 1;

        var model = Fit(trainer, out var cache, rows);

        ShouldBeEqual(model, trainer.Fit(new(), new MLContext(1).View(rows)));
        cache.Kept.Should().BePositive().And.BeLessThan(cache.Bytes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(0)]
    public void Fit_TornLongOrDamagedFile_IsRepaired(int change)
    {
        var trainer = ContractTrainers.Named(Name);
        trainer.Fit(new() { CacheDirectory = Folder });
        using (var file = new FileStream(Path.Combine(Folder, Features), FileMode.Open))
        {
            file.SetLength(file.Length + change);
            file.Position = file.Length - 4;
            if (change == 0)
                file.WriteByte(77);
        }

        ShouldBeEqual(Fit(trainer, out var first), trainer.Model);
        Fit(trainer, out var second);

        (first.Kept < first.Bytes).Should().Be(change <= 0);
        second.Kept.Should().Be(first.Bytes);
    }

    [Fact]
    public void Fit_Killed_LeavesNothingThatHarms()
    {
        var trainer = ContractTrainers.Named("TscacExact");

        ChildProcess.Run(FitAndDie, "TscacExact", Folder).ExitCode.Should().NotBe(0, "the process ends without any clean-up");
        File.WriteAllText(Path.Combine(Folder, "scratch-77.column"), "left by a killed process");

        ShouldBeEqual(Fit(trainer, out _), trainer.Model);
        Directory.GetFiles(Folder, "scratch-*").Should().BeEmpty();
    }

    [Fact]
    public void Fit_CanceledWhileItReads_LeavesFilesForTheNextFit()
    {
        var trainer = ContractTrainers.Named(Name);
        using var cancellation = new CancellationTokenSource();
        IEnumerable<ContractRow> Canceling()
        {
            foreach (var (index, row) in ContractLog.Rows.Index())
            {
                if (index == ContractLog.Rows.Length / 2)
                    cancellation.Cancel();
                yield return row;
            }
        }
        var settings = new FitSettings { CacheDirectory = Folder, CancellationToken = cancellation.Token };

        FluentActions.Invoking(() => trainer.Fit(settings, new MLContext(1).Data.LoadFromEnumerable(Canceling()))).Should().Throw<OperationCanceledException>();

        ShouldBeEqual(Fit(trainer, out _), trainer.Model);
    }

    [Fact]
    public void Fit_ColumnsThatTheLogHasNoMore_AreRemovedAndFilesOfOthersAreNot()
    {
        var trainer = ContractTrainers.Named(Name);
        trainer.Fit(new() { CacheDirectory = Folder, Weight = "Weight" });
        string[] foreign = ["notes.txt", "training-mine.column"];
        foreach (var name in foreign)
            File.WriteAllText(Path.Combine(Folder, name), "mine");

        trainer.Fit(new() { CacheDirectory = Folder });

        var names = Directory.GetFiles(Folder).Select(Path.GetFileName);
        names.Should().NotContain("training-weights.column").And.Contain(foreign);
        foreign.Should().AllSatisfy(name => File.ReadAllText(Path.Combine(Folder, name)).Should().Be("mine"));
    }

    [Fact]
    public void Fit_FileOfAnotherProgramWithTheNameOfAColumn_IsRefusedAndLeftAlone()
    {
        var path = Path.Combine(Directory.CreateDirectory(Folder).FullName, Features);
        File.WriteAllText(path, "mine, and not a column");

        FluentActions.Invoking(() => ContractTrainers.Named(Name).Fit(new() { CacheDirectory = Folder })).Should().Throw<IOException>()
            .WithMessage($"CacheDirectory '{Folder}' has a file '{Features}' that is not a column of a log. It is left alone. *");

        File.ReadAllText(path).Should().Be("mine, and not a column");
    }

    [Fact]
    public void Fit_FolderOfAFitThatRuns_IsRefused()
    {
        var trainer = ContractTrainers.Named(Name);
        Exception? failure = null;
        var progress = new ProgressList(_ => failure ??= Record.Exception(() => trainer.Fit(new() { CacheDirectory = Folder })));

        trainer.Fit(new() { CacheDirectory = Folder, Progress = progress });

        failure.Should().BeOfType<IOException>().Which.Message.Should().StartWith($"CacheDirectory '{Folder}' cannot be used: ");
    }

    [Fact]
    public void Fit_TooLittleMemory_IsRefusedWithTheNumberBeforeItTrains()
    {
        var progress = new ProgressList();

        FluentActions.Invoking(() => ContractTrainers.Named(Name).Fit(new() { CacheDirectory = Folder, MaximumMemory = 100, Progress = progress }))
            .Should().Throw<InvalidOperationException>().WithMessage("MaximumMemory is 100 MB, but this fit needs at least 513 MB: 512 MB for the process, *");

        progress.Should().BeEmpty();
    }

    [Fact]
    public void Fit_MemoryWithoutAFolder_IsRefused() => FluentActions.Invoking(() => ContractTrainers.Named(Name).Fit(new() { MaximumMemory = 1000 }))
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*CacheDirectory must be a folder where MaximumMemory is set*");

    [Fact]
    public void Fit_CrashedWithACacheAndCheckpoints_GivesTheBytesOfAFitThatIsNot()
    {
        var trainer = ContractTrainers.Named("TscacContinuous");
        var settings = new FitSettings { CacheDirectory = Folder, CheckpointDirectory = Path.Combine(_root.FullName, "checkpoints") };
        var reports = 0;
        var progress = new ProgressList(_ =>
        {
            if (++reports == 3)
                throw new TimeoutException();
        });
        FluentActions.Invoking(() => trainer.Fit(settings with { Progress = progress })).Should().Throw<TimeoutException>();

        ShouldBeEqual(trainer.Fit(settings), trainer.Model);
    }

    /// <summary>Fits in a process that is killed after the first epoch.</summary>
    private static void FitAndDie(string[] arguments)
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        ContractTrainers.Named(arguments[0]).Fit(new() { CacheDirectory = arguments[1], Progress = new ProgressList(_ => process.Kill()) });
    }

    private static void ShouldBeEqual(ITransformer model, ITransformer expected)
    {
        var schema = new MLContext().View().Schema;
        ModelBytes.OfFile(model, schema).Should().Be(ModelBytes.OfFile(expected, schema));
    }

    [GeneratedRegex("^The training data has (\\d+) bytes in CacheDirectory, of which (\\d+) were there before\\.$")]
    private static partial Regex CacheMessage();

    private RankingPredictionTransformer<NeuralRankingModelParameters> Fit(
        ContractTrainer trainer, out (long Bytes, long Kept) cache, ContractRow[]? rows = null)
    {
        var (context, found) = (new MLContext(1), (0L, 0L));
        context.Log += (_, entry) =>
        {
            if (CacheMessage().Match(entry.RawMessage) is { Success: true } match)
                found = (Number(match.Groups[1]), Number(match.Groups[2]));
        };
        var model = trainer.Create(context, new() { CacheDirectory = Folder }).Fit(context.View(rows ?? ContractLog.Rows));
        cache = found;
        return model;
    }

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);
}
