using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests what can be done with a pipeline whose type is not known, as <c>mlContext.Model.Load</c> returns it.</summary>
public sealed class LoadedPipelineTests
{
    private static readonly MLContext Context = new(1);
    private static readonly IDataView Data = Context.View(ContractLog.Rows);
    private static readonly Lazy<TransformerChain<RankingPredictionTransformer<NeuralRankingModelParameters>>> Fitted = new(() =>
        Context.Transforms.NormalizeMeanVariance("Features")
            .Append(Context.Ranking.Trainers.Tscac(new FitSettings { Epochs = 1 }.ToTscac("Action"))).Fit(Data));

    [Fact]
    public void WithConstraintStrengthAndTemperature_OfALoadedPipeline_AreThoseOfTheFittedOne()
    {
        var loaded = Load();

        var changed = loaded.WithConstraintStrength(4).WithTemperature(2);

        Scores(changed).Should().Be(Scores(Fitted.Value.WithConstraintStrength(4).WithTemperature(2))).And.NotBe(Scores(loaded));
        changed.GetRankingModel().CategoricalPolicy!.ConstraintStrength.Should().Be(4);
    }

    [Fact]
    public void WithConstraintStrength_OfALoadedPipeline_CanBeSavedAndLoaded()
    {
        var changed = Load().WithConstraintStrength(4);

        Scores(Load(changed)).Should().Be(Scores(changed));
    }

    [Fact]
    public void WithTemperature_PolicyInsideAnInnerPipeline_ChangesItAndKeepsTheStepsAround()
    {
        var copy = Context.Transforms.CopyColumns("Copy", "Score").Fit(Fitted.Value.Transform(Data));
        ITransformer nested = new TransformerChain<ITransformer>(Fitted.Value, copy);

        var changed = nested.WithTemperature(2).Transform(Data);

        changed.HashScores().Should().Be(Scores(Fitted.Value.WithTemperature(2)));
        changed.GetColumn<float>("Copy").Should().Equal(changed.GetColumn<float>("Score"));
    }

    [Fact]
    public void GetRankingModel_OfALoadedPipeline_HasItsWarningsAndHistory()
    {
        var model = Load().GetRankingModel();

        model.Warnings.Should().Equal(Fitted.Value.LastTransformer.Model.Warnings);
        model.History.Should().HaveSameCount(Fitted.Value.LastTransformer.Model.History);
        Fitted.Value.LastTransformer.GetRankingModel().Should().BeSameAs(Fitted.Value.LastTransformer.Model);
    }

    [Fact]
    public void GetRankingModel_OfAModelOfTasks_IsThatModel()
    {
        ITransformer tasks = Context.Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options { Tasks = [new("Click")], NumberOfEpochs = 1 }).Fit(Data);

        tasks.GetRankingModel().CategoricalPolicy.Should().BeNull();
        FluentActions.Invoking(() => tasks.WithTemperature(2)).Should().Throw<ArgumentException>().WithMessage("The pipeline has no policy over a catalog*");
    }

    [Fact]
    public void Extensions_PipelineWithoutAModel_SayWhatItHas()
    {
        ITransformer normalizer = Fitted.Value.First();

        FluentActions.Invoking(() => normalizer.GetRankingModel()).Should().Throw<ArgumentException>()
            .WithMessage("The pipeline has no model of a trainer of this library. Its steps are: NormalizingTransformer. Fit it with*");
        FluentActions.Invoking(() => normalizer.WithConstraintStrength(2)).Should().Throw<ArgumentException>()
            .WithMessage("The pipeline has no policy over a catalog, so it ranks no actions. Its steps are: NormalizingTransformer. Fit it with*");
    }

    private static string Scores(ITransformer pipeline) => pipeline.Transform(Data).HashScores();

    private static ITransformer Load() => Load(Fitted.Value);

    private static ITransformer Load(ITransformer pipeline)
    {
        using var stream = new MemoryStream();
        Context.Model.Save(pipeline, Data.Schema, stream);
        return new MLContext(1).Model.Load(stream, out _);
    }
}
