using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that a full disk is a documented error or a warning, that nothing half-written is taken for whole, and that the next fit works.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string Name = "TscacExact";
    private const string Sound = "sound";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("full-disk-");

    private static ContractTrainer Trainer => ContractTrainers.Named(Name);

    public void Dispose() => _root.Delete(recursive: true);

    [SkippableFact]
    public void Fit_CacheOnAFullDisk_IsAnErrorAndTheNextFitWorks() => ShouldBeSound(FitWithCache);

    [SkippableFact]
    public void Fit_CheckpointsOnAFullDisk_IsAWarningAndTheModelIsTheSame() => ShouldBeSound(FitWithCheckpoints);

    [SkippableFact]
    public void Fit_DiskThatFillsUpBeforeItIsResumed_GivesTheSameModel() => ShouldBeSound(Resume);

    [SkippableFact]
    public void Save_ModelOnAFullDisk_LeavesNoFileThatLoads() => ShouldBeSound(SaveModel);

    [SkippableFact]
    public void EvaluateOffPolicy_SumsOnAFullDisk_IsAnErrorAndTheNextEvaluationWorks() => ShouldBeSound(Evaluate);

    private static void FitWithCache(string[] arguments)
    {
        var (disk, folder) = (new SmallDisk(arguments[0]), Path.Combine(arguments[0], "cache"));
        FluentActions.Invoking(() => Trainer.Fit(new() { CacheDirectory = folder })).Should().Throw<IOException>().WithMessage(
            $"*CacheDirectory '{folder}' cannot be used: No space left on device*Name a folder on a disk with enough space*");

        disk.Enlarge();

        ShouldBeWhole(Trainer.Fit(new() { CacheDirectory = folder }));
        Console.WriteLine(Sound);
    }

    private static void FitWithCheckpoints(string[] arguments)
    {
        var (disk, folder) = (new SmallDisk(arguments[0]), Path.Combine(arguments[0], "fit"));
        disk.Fill();

        var model = Trainer.Fit(new() { CheckpointDirectory = folder });

        ModelBytes.OfNetworks(model).Should().Be(ModelBytes.OfNetworks(Trainer.Model));
        model.Model.Warnings.Should().Contain(warning => warning.Contains("No space left on device", StringComparison.Ordinal)
            && warning.Contains(folder, StringComparison.Ordinal));
        Directory.Exists(folder).Should().BeFalse("a failed write leaves nothing");
        disk.Enlarge();
        ShouldBeWhole(Trainer.Fit(new() { CheckpointDirectory = folder }));
        Console.WriteLine(Sound);
    }

    private static void Resume(string[] arguments)
    {
        var (disk, folder) = (new SmallDisk(arguments[0]), Path.Combine(arguments[0], "fit"));
        var reports = 0;
        var progress = new ProgressList(_ =>
        {
            if (++reports == 3)
                throw new TimeoutException();
        });
        disk.Enlarge();
        FluentActions.Invoking(() => Trainer.Fit(new() { CheckpointDirectory = folder, Progress = progress })).Should().Throw<TimeoutException>();
        Directory.GetFiles(folder, "*.checkpoint").Should().NotBeEmpty();
        disk.Fill();

        var model = Trainer.Fit(new() { CheckpointDirectory = folder });

        ModelBytes.OfNetworks(model).Should().Be(ModelBytes.OfNetworks(Trainer.Model));
        Console.WriteLine(Sound);
    }

    private static void SaveModel(string[] arguments)
    {
        var (disk, file) = (new SmallDisk(arguments[0]), Path.Combine(arguments[0], "model.zip"));
        var (context, schema) = (new MLContext(1), new MLContext(1).View().Schema);
        disk.Fill();

        var failure = Record.Exception(() => context.Model.Save(Trainer.Model, schema, file));

        // ML.NET does not always tell that it could not write the end of its file.
        if (failure is not null)
            failure.Should().BeOfType<IOException>();
        if (File.Exists(file))
            FluentActions.Invoking(() => new MLContext().Model.Load(file, out _)).Should().Throw<Exception>();
        disk.Enlarge();
        context.Model.Save(Trainer.Model, schema, file);
        ModelBytes.OfFile(new MLContext().Model.Load(file, out _), schema).Should().Be(ModelBytes.OfFile(Trainer.Model, schema));
        Console.WriteLine(Sound);
    }

    private static void Evaluate(string[] arguments)
    {
        var (disk, folder) = (new SmallDisk(arguments[0]), Path.Combine(arguments[0], "cache"));
        // The sums of more than 1024 sessions are in files.
        var rows = SessionWorld.WithValues(SessionWorld.Log(1500, seed: 1), SessionWorld.Discount);
        OffPolicyOptions Options(string? cache) => new() { CacheDirectory = cache, NumberOfBootstrapSamples = 0 };

        FluentActions.Invoking(() => ScoredLog.Evaluate(rows, Options(folder))).Should().Throw<IOException>().WithMessage(
            $"*CacheDirectory '{folder}' cannot be used: * because the disk was full. Name a folder on a disk with enough space*");

        Directory.GetFiles(folder, "scratch-*").Should().BeEmpty();
        disk.Enlarge();
        ScoredLog.Evaluate(rows, Options(folder)).Should().BeEquivalentTo(ScoredLog.Evaluate(rows, Options(null)));
        Console.WriteLine(Sound);
    }

    private static void ShouldBeWhole(ITransformer model)
    {
        var schema = new MLContext(1).View().Schema;
        ModelBytes.OfFile(model, schema).Should().Be(ModelBytes.OfFile(Trainer.Model, schema));
    }

    private void ShouldBeSound(Action<string[]> method)
    {
        var result = SmallDisk.Run(method, Path.Combine(_root.FullName, "disk"));

        result.Error.Should().BeEmpty();
        result.Output.Should().EndWith(Sound + Environment.NewLine);
    }
}
