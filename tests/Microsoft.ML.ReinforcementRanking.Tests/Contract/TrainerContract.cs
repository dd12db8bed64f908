using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// What every trainer of the library promises. A trainer joins by deriving a class that creates it; the parts of this class are one kind of promise each.
/// </summary>
[Collection(GlobalState.Name)]
public abstract partial class TrainerContract<TOptions>(FittedOnce fitted) : IClassFixture<FittedOnce>
    where TOptions : ReinforcementRankingOptions
{
    /// <summary>Slots of ResponseValues; empty where the model has no such column.</summary>
    private protected virtual string[] ResponseNames => [];

    /// <summary>What the model's critics judge; empty where it has none.</summary>
    private protected virtual string[] CriticNames => ResponseNames;

    private protected RankingPredictionTransformer<NeuralRankingModelParameters> Model => fitted.Get(() => Fit(new()));

    [Fact]
    public void GetOutputSchema_BeforeFit_PromisesWhatTheModelDelivers()
    {
        var context = new MLContext(1);
        var data = context.View();

        var promised = Create(context, new()).GetOutputSchema(data.Schema.ToShape());

        promised.Describe().Should().Equal(Model.Transform(data).Schema.ToShape().Describe());
    }

    [Fact]
    public void ResponseValues_SlotNames_AreTheResponseColumns()
    {
        var column = Model.Transform(new MLContext(1).View()).Schema.GetColumnOrNull("ResponseValues");

        column.HasValue.Should().Be(ResponseNames.Length > 0);
        if (column is { } values)
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            values.GetSlotNames(ref names);
            names.DenseValues().Select(name => name.ToString()).Should().Equal(ResponseNames);
        }
    }

    [Fact]
    public void Critics_OfTheModel_AreNamedAndCounted()
    {
        Model.Model.Critics.Select(critic => critic.ResponseColumnName).Should().Equal(CriticNames);
        Model.Model.Critics.Count.Should().Be(CriticNames.Length);
    }

    [Fact]
    public void Transform_ColumnOfTheInputAlone_IsRead()
        => Model.Transform(new MLContext(1).View()).GetColumn<float>("Label").Should().Equal(ContractLog.Rows.Select(row => row.Label));

    [Fact]
    public void CrossValidate_OnAPipeline_GivesMetricsOfEveryFold()
    {
        var context = new MLContext(1);
        var pipeline = context.Transforms.NormalizeMeanVariance("Features").Append(Create(context, new() { Epochs = 1 }));

        var folds = context.Ranking.CrossValidate(context.View(), pipeline, numberOfFolds: 2);

        folds.Should().HaveCount(2).And.OnlyContain(fold => fold.Metrics.NormalizedDiscountedCumulativeGains.All(gain => gain > 0 && gain <= 1));
    }

    [Fact]
    public void PermutationFeatureImportance_OnAPipeline_RatesEveryFeature()
    {
        var context = new MLContext(1);
        var data = context.View();
        // A joined column, because ML.NET names the features by the column's slot names.
        var model = context.Transforms.Concatenate("State", "Features", "Weight").Append(Create(context, new() { Features = "State" })).Fit(data);

        var importance = context.Ranking.PermutationFeatureImportance(model, model.Transform(data));

        importance.Should().HaveCount(ContractLog.FeatureCount + 1);
        importance.Values.Should().Contain(metrics => metrics.NormalizedDiscountedCumulativeGains.Any(gain => gain.Mean != 0));
    }

    [Fact]
    public void PredictionEngine_RowsInAnyOrder_AgreesWithTransform()
    {
        var context = new MLContext(1);
        var batch = Model.Transform(context.View()).ReadScores();
        var predict = CreateEngine(context);

        foreach (var row in new[] { 5, 0, 0, 17, 5, 299, 0 })
            predict(ContractLog.Rows[row]).Should().Equal(batch[row], $"row {row} is the same either way");
    }

    [Fact]
    public async Task Transform_CursorsInParallel_GiveTheRowsOfOne()
    {
        var context = new MLContext(1);
        var scored = Model.Transform(context.Data.Cache(context.View()));
        var expected = scored.ReadScores();

        var whole = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(scored.HashScores)));
        var parts = await Task.WhenAll(scored.GetRowCursorSet(scored.ScoreColumns(), 2).Select(cursor => Task.Run(() =>
        {
            using (cursor)
                return cursor.ReadScores();
        })));

        whole.Distinct().Should().Equal(scored.HashScores());
        parts.Should().HaveCount(2);
        parts.SelectMany(part => part).OrderBy(row => row.Id).SelectMany(row => row.Values).Should().Equal(expected.SelectMany(row => row));
    }

    [Fact]
    public void Load_InTheSameProcess_ScoresTheSameBytes()
    {
        var context = new MLContext(1);
        using var stream = new MemoryStream();
        context.Model.Save(Model, context.View().Schema, stream);

        var loaded = new MLContext().Model.Load(stream, out _);

        loaded.Transform(context.View()).HashScores().Should().Be(Model.Transform(context.View()).HashScores());
        ModelBytes.OfFile(loaded, context.View().Schema).Should().Be(ModelBytes.OfFile(Model, context.View().Schema));
    }

    [Fact]
    public void Load_InANewProcessWithoutTorch_ScoresTheSameBytes()
    {
        var context = new MLContext(1);
        var file = Path.GetTempFileName();
        context.Model.Save(Model, context.View().Schema, file);

        var child = ChildProcess.RunWithoutTorch(ScoringProcess.Score, file);
        File.Delete(file);

        child.Error.Should().BeEmpty();
        child.Output.Should().Be(Model.Transform(context.View()).HashScores());
    }

    /// <summary>ML.NET's way from one row to the values of the model's columns, in their order.</summary>
    private protected virtual Func<ContractRow, float[]> CreateEngine(MLContext context)
    {
        var engine = context.Model.CreatePredictionEngine<ContractRow, Prediction>(Model, ignoreMissingColumns: true);
        return row => engine.Predict(row).Values;
    }

    private protected abstract ReinforcementRankingTrainerBase<TOptions> Create(MLContext context, FitSettings settings);

    /// <summary>Fits with a context of its own, on the contract's log where no other is given.</summary>
    private protected RankingPredictionTransformer<NeuralRankingModelParameters> Fit(FitSettings settings, IDataView? data = null, int contextSeed = 1)
    {
        var context = new MLContext(contextSeed);
        return Create(context, settings).Fit(data ?? context.View());
    }
}
