using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ModelBuilder;
using ShortVideoModel = ModelBuilder.ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Trains, evaluates and uses the models of samples/ModelBuilder.</summary>
public class ModelBuilderTests(ModelBuilderModels models) : IClassFixture<ModelBuilderModels>
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Train_AnotherLog_GivesAnotherModel()
    {
        Model(models.TrainShortVideo("again.mlnet", seed: 2)).Should().Equal(Model(File.ReadAllBytes(models.ShortVideo)), "the same log gives the same model");
        Model(models.TrainShortVideo("other.mlnet", seed: 3)).Should().NotEqual(Model(File.ReadAllBytes(models.ShortVideo)));
        Model(models.TrainPurchase("again.mlnet", seed: 2)).Should().Equal(Model(File.ReadAllBytes(models.Purchase)));
        Model(models.TrainPurchase("other.mlnet", seed: 3)).Should().NotEqual(Model(File.ReadAllBytes(models.Purchase)));
    }

    [Fact]
    public void ShortVideo_CommittedLog_EarnsMoreAndFindsTheColumnsThatMatter()
    {
        var split = Split((path, ml) => ShortVideoModel.LoadIDataViewFromFile(
            ml, path, ShortVideoModel.RetrainSeparatorChar, ShortVideoModel.RetrainHasHeader, ShortVideoModel.RetrainAllowQuoting), "ShortVideo.csv");
        var model = ShortVideoModel.RetrainModel(_ml, split.TrainSet);

        var metrics = ShortVideoModel.Evaluate(_ml, split.TestSet, model);
        metrics.Warnings.Should().BeEmpty();
        var watchTime = metrics.Responses[0].CappedSelfNormalizedIps;
        watchTime.LowerBound.Should().BeGreaterThan(metrics.Responses[0].LoggedMean);
        ModelBuilderConfigTests.Score("ShortVideo").Should().BeInRange(watchTime.LowerBound, watchTime.UpperBound);

        // The standard deviation of a difference of two estimates is at most twice that of one, which is about half of its interval's width.
        var margin = (watchTime.UpperBound - watchTime.LowerBound) / 2;
        var importance = ShortVideoModel.CalculatePFI(_ml, split.TestSet, model, "WatchTime");
        importance.Select(column => column.Item1).Should().BeEquivalentTo(["SportInterest", "Network", "Hour", "BatteryLevel"]);
        importance.Select(column => column.Item2).Should().BeInDescendingOrder();
        importance[0].Item1.Should().Be("SportInterest");
        importance[0].Item2.Should().BeGreaterThan(4 * margin);
        importance[1].Item1.Should().Be("Network");
        foreach (var column in importance.Where(column => column.Item1 is "Hour" or "BatteryLevel"))
            column.Item2.Should().BeLessThan(margin, $"{column.Item1} has no effect");
    }

    [Fact]
    public void Purchase_CommittedLog_RanksAndFindsTheColumnsThatMatter()
    {
        var split = Split((path, ml) => Purchase.LoadIDataViewFromFile(
            ml, path, Purchase.RetrainSeparatorChar, Purchase.RetrainHasHeader, Purchase.RetrainAllowQuoting), "Purchase.csv");
        var model = Purchase.RetrainModel(_ml, split.TrainSet);

        var metrics = Purchase.Evaluate(_ml, split.TestSet, model);
        metrics.Tasks.Select(task => task.Name).Should().Equal("Click", "Purchase");
        var margin = 2 * StandardErrorOfArea(metrics.Tasks[1]);
        metrics.Tasks[1].AreaUnderRocCurve.Should().BeGreaterThan(0.5 + 4 * margin).And.BeApproximately(ModelBuilderConfigTests.Score("Purchase"), margin);

        // As above, a difference of two areas deviates by at most twice as much as one area.
        var importance = Purchase.CalculatePFI(_ml, split.TestSet, model, "Purchase");
        importance.Take(3).Select(column => column.Item1).Should().BeEquivalentTo(["Price", "Affinity", "Discount"]);
        importance[0].Item1.Should().Be("Price");
        importance[0].Item2.Should().BeGreaterThan(margin);
        importance.Single(column => column.Item1 == "ServerNode").Item2.Should().BeLessThan(margin, "the server has no effect");
    }

    [Fact]
    public void Predict_WithoutLibtorch_LoadsTheSavedModels()
    {
        var result = ChildProcess.RunWithoutTorch(Predict, models.Folder);

        var model = _ml.Model.Load(models.ShortVideo, out _);
        var expected = _ml.Model.CreatePredictionEngine<ShortVideoModel.ModelInput, ShortVideoModel.ModelOutput>(model).Predict(State);
        result.Error.Should().BeEmpty();
        var lines = result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        lines[0].Should().Be(FormattableString.Invariant($"{State.VideoId} {expected.Probability} {expected.ResponseValues.Length}"));
        expected.Probability.Should().BeInRange(0, 1);
        expected.ResponseValues.Should().HaveCount(3);
        lines[1].Should().Be(model.GetRankingModel().CategoricalPolicy!.ActionIds.Count.ToString(CultureInfo.InvariantCulture));
        lines[2].Should().Be("True", "a purchase needs a click, and the sum of the probabilities is the score");
    }

    internal static ShortVideoModel.ModelInput State { get; } =
        new() { VideoId = "v8", Network = "wifi", SportInterest = 0.9f, Hour = 20, BatteryLevel = 60 };

    internal static Purchase.ModelInput Offer { get; } = new() { Category = "music", Price = 9.99f, Discount = 0.25f, Affinity = 0.8f, PagesViewed = 3 };

    /// <summary>Predicts as the sample does, with the models of the current folder.</summary>
    private static void Predict(string[] arguments)
    {
        Environment.CurrentDirectory = arguments[0];
        var video = ShortVideoModel.Predict(State);
        var offer = Purchase.Predict(Offer);
        Console.WriteLine(FormattableString.Invariant($"{video.VideoId} {video.Probability} {video.ResponseValues.Length}"));
        Console.WriteLine(ShortVideoModel.PredictTopVideos(State, count: 100).Count);
        Console.WriteLine(Math.Abs(offer.Score - offer.ClickProbability - offer.PurchaseProbability) < 1e-6 && offer.PurchaseProbability is > 0 and < 1);
    }

    private DataOperationsCatalog.TrainTestData Split(Func<string, MLContext, IDataView> load, string name)
        => _ml.Data.TrainTestSplitBySession(load(Path.Combine(Repository.Root, "samples", "ModelBuilder", "Models", name), _ml), "SessionId", 0.3);

    /// <summary>The standard error of Hanley and McNeil (1982).</summary>
    private static double StandardErrorOfArea(TaskMetrics task)
    {
        var (area, positives, negatives) = (task.AreaUnderRocCurve, task.PositiveCount, task.RowCount - task.PositiveCount);
        var (first, second) = (area / (2 - area), 2 * area * area / (1 + area));
        var variance = area * (1 - area) + (positives - 1) * (first - area * area) + (negatives - 1) * (second - area * area);
        return Math.Sqrt(variance / (positives * negatives));
    }

    /// <summary>The parts of a model file without their times, which differ from save to save.</summary>
    private static IEnumerable<string> Model(byte[] file)
    {
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(file));
        return [.. archive.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            return $"{entry.FullName} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(stream))}";
        })];
    }
}
