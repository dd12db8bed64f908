using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests a complete pipeline: a text file, a key mapping, a normalizer, a trainer, and an evaluation.</summary>
public sealed class PipelineTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public PipelineTests() => File.WriteAllLines(_file, ["Video,X0,X1,X2,X3,GroupId,Label,Click,Propensity", .. ContractLog.Rows.Select(Line)]);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void TextFile_ThroughAPipeline_IsEvaluatedOffPolicy()
    {
        var context = new MLContext(1);
        var split = context.Data.TrainTestSplitBySession(Read(context), testFraction: 0.3);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Action", "Video")
            .Append(context.Transforms.NormalizeMeanVariance("Features"))
            .Append(context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
            {
                AuxiliaryResponses = [new("Click") { DiscountFactor = 0 }],
                PropensityColumnName = "Propensity",
                DiscountFactor = 0,
                HiddenUnits = [8],
                EmbeddingDimension = 4,
                BatchSize = 64,
                NumberOfStageOneEpochs = 3,
                NumberOfStageTwoEpochs = 3,
            }));

        var scored = pipeline.Fit(split.TrainSet).Transform(split.TestSet);
        var metrics = context.Ranking.EvaluateOffPolicy(scored, ["Label", "Click"]);

        metrics.Responses.Select(response => response.Name).Should().Equal("Label", "Click");
        metrics.Responses[0].LoggedMean.Should().BeApproximately(split.TestSet.GetColumn<float>("Label").Average(), 1e-6);
        metrics.EffectiveSampleSize.Should().BeInRange(1, split.TestSet.GetColumn<float>("Label").Count());
        metrics.Responses.Should().AllSatisfy(response =>
            response.CappedSelfNormalizedIps.Value.Should()
                .BeInRange(response.CappedSelfNormalizedIps.LowerBound, response.CappedSelfNormalizedIps.UpperBound));
    }

    [Fact]
    public void TextFile_SavedAndLoaded_PredictsFromText()
    {
        var context = new MLContext(1);
        var data = Read(context);
        var pipeline = context.Transforms.Conversion.MapValueToKey("Action", "Video")
            .Append(context.Transforms.NormalizeMeanVariance("Features"))
            .Append(context.Ranking.Trainers.Tscac(new FitSettings { Epochs = 1 }.ToTscac("Action")));
        var model = pipeline.Fit(data);
        using var stream = new MemoryStream();
        context.Model.Save(model, data.Schema, stream);

        var loaded = new MLContext().Model.Load(stream, out var schema);

        schema.Select(column => column.Name).Should().Equal(data.Schema.Select(column => column.Name));
        loaded.Transform(data).HashScores().Should().Be(model.Transform(data).HashScores());
    }

    private static string Line(ContractRow row)
    {
        var features = string.Join(',', row.Features.Select(value => (10 * value).ToString(CultureInfo.InvariantCulture)));
        return string.Create(CultureInfo.InvariantCulture,
            $"video {row.Action},{features},{row.GroupText},{row.Label},{(row.Click ? 1 : 0)},{row.Propensity}");
    }

    private IDataView Read(MLContext context) => context.Data.LoadFromTextFile(_file,
    [
        new("Video", DataKind.String, 0),
        new("Features", DataKind.Single, 1, 4),
        new("GroupId", DataKind.String, 5),
        new("Label", DataKind.Single, 6),
        new("Click", DataKind.Boolean, 7),
        new("Propensity", DataKind.Single, 8),
    ], separatorChar: ',', hasHeader: true);
}
