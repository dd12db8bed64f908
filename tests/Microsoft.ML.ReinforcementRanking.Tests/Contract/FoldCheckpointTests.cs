using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests that cross-fits and cross-validations go on with the fold that was interrupted.</summary>
public sealed class FoldCheckpointTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("checkpoints-");

    private string Folder => Path.Combine(_root.FullName, "folds");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void EstimatePropensities_OfFolds_HasAFolderForEachAndLeavesNone()
    {
        var context = new MLContext(1);
        var data = context.Ranking.EstimatePropensities(context.View(), new()
        {
            BehaviorPolicy = new FitSettings { Epochs = 1, CheckpointDirectory = Folder }.ToBehaviorCloning("Action"),
            NumberOfFolds = 3,
        });

        data.GetColumn<float>("Propensity").Should().HaveCount(ContractLog.Rows.Length);
        Directory.Exists(Folder).Should().BeFalse("a cross-fit that succeeds removes its checkpoints");
    }

    [Fact]
    public void EstimatePropensities_CrashedInAHalfSample_TrainsOnlyWhatIsLeft()
    {
        const int Folds = 2, HalfSamples = 10, Epochs = 2, CrashedFit = 20;
        float[][] Estimate(string? folder, ProgressList progress)
        {
            var context = new MLContext(1);
            var data = context.Ranking.EstimatePropensities(context.View(), new()
            {
                BehaviorPolicy = new FitSettings { Epochs = Epochs, CheckpointDirectory = folder, Progress = progress }.ToBehaviorCloning("Action"),
                NumberOfFolds = Folds,
                NumberOfHalfSamples = HalfSamples,
            });
            return [[.. data.GetColumn<float>("Propensity")], .. data.GetColumn<float[]>("Propensity.HalfSamples")];
        }
        var all = new ProgressList();
        var expected = Estimate(null, all);
        all.Should().HaveCount(Folds * (1 + HalfSamples) * Epochs);
        var reports = 0;
        var crash = new ProgressList(_ => ThrowAt(++reports, (CrashedFit - 1) * Epochs + 2));
        FluentActions.Invoking(() => Estimate(Folder, crash)).Should().Throw<CrashException>();
        var rest = new ProgressList();

        var resumed = Estimate(Folder, rest);

        resumed.Should().BeEquivalentTo(expected, options => options.WithStrictOrdering());
        rest.Should().HaveCount(1 + (Folds * (1 + HalfSamples) - CrashedFit) * Epochs, "the fit broke in its second epoch, and those before it are complete");
        Directory.Exists(Folder).Should().BeFalse();
    }

    [Fact]
    public void CrossValidatePolicy_CrashedInTheLastFold_TrainsOnlyThatOne()
    {
        var trainer = ContractTrainers.Named("CategoricalCloning");
        PolicyCrossValidationResult Evaluate(string? folder, ProgressList progress)
        {
            var context = new MLContext(1);
            var pipeline = context.Transforms.NormalizeMeanVariance("Features")
                .Append(trainer.Create(context, new() { CheckpointDirectory = folder, Progress = progress }));
            return context.Ranking.CrossValidatePolicy(context.View(), pipeline, ["Label"], options: new() { NumberOfFolds = 3, Seed = 1 });
        }
        var expected = Evaluate(null, []);
        var reports = 0;
        FluentActions.Invoking(() => Evaluate(Folder, new(_ => ThrowAt(++reports, 6)))).Should().Throw<CrashException>();
        var rest = new ProgressList();

        var resumed = Evaluate(Folder, rest);

        rest.Should().ContainSingle().Which.ResumedEpochs.Should().Be(1);
        resumed.Pooled.Should().BeEquivalentTo(expected.Pooled);
        resumed.Folds.Zip(expected.Folds).Should().AllSatisfy(pair => HashOf(pair.First.Model).Should().Be(HashOf(pair.Second.Model)));
    }

    private static void ThrowAt(int report, int last)
    {
        if (report == last)
            throw new CrashException();
    }

    private static string HashOf(ITransformer model) => ModelBytes.OfFile(model, new MLContext().View().Schema);

    private sealed class CrashException : Exception;
}
