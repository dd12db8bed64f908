using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests what every trainer of the library guarantees. A trainer is added with a row of <see cref="ContractTrainers"/>. Each part of this class tests one
/// kind of guarantee.
/// </summary>
public sealed partial class TrainerContract
{
    [Theory]
    [Trainers]
    public void GetOutputSchema_BeforeFit_PromisesWhatTheModelDelivers(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var data = context.View();

        var promised = trainer.Create(context, new()).GetOutputSchema(data.Schema.ToShape());

        promised.Describe().Should().Equal(trainer.Model.Transform(data).Schema.ToShape().Describe());
    }

    [Theory]
    [Trainers]
    public void ResponseValues_SlotNames_AreTheResponseColumns(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var column = trainer.Model.Transform(new MLContext(1).View()).Schema.GetColumnOrNull("ResponseValues");

        column.HasValue.Should().Be(trainer.ResponseNames.Length > 0);
        if (column is { } values)
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            values.GetSlotNames(ref names);
            names.DenseValues().Select(slot => slot.ToString()).Should().Equal(trainer.ResponseNames);
        }
    }

    [Theory]
    [Trainers]
    public void Critics_OfTheModel_AreNamedAndCounted(string name)
    {
        var trainer = ContractTrainers.Named(name);
        trainer.Model.Model.Critics.Select(critic => critic.ResponseColumnName).Should().Equal(trainer.CriticNames);
        trainer.Model.Model.Critics.Count.Should().Be(trainer.CriticNames.Length);
    }

    [Theory]
    [Trainers]
    public void Transform_ColumnOfTheInputAlone_IsRead(string name)
        => ContractTrainers.Named(name).Model.Transform(new MLContext(1).View()).GetColumn<float>("Label").Should()
            .Equal(ContractLog.Rows.Select(row => row.Label));

    [Theory]
    [Trainers]
    public void CrossValidate_OnAPipeline_GivesMetricsOfEveryFold(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var pipeline = context.Transforms.NormalizeMeanVariance("Features").Append(trainer.Create(context, new() { Epochs = 1 }));

        var folds = context.Ranking.CrossValidate(context.View(), pipeline, numberOfFolds: 2);

        folds.Should().HaveCount(2).And.OnlyContain(fold => fold.Metrics.NormalizedDiscountedCumulativeGains.All(gain => gain > 0 && gain <= 1));
    }

    [Theory]
    [Trainers]
    public void PermutationFeatureImportance_OnAPipeline_RatesEveryFeature(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var data = context.View();
        // The column is concatenated, because ML.NET names the features by the slot names of the column.
        var model = context.Transforms.Concatenate("State", "Features", "Weight").Append(trainer.Create(context, new() { Features = "State" })).Fit(data);

        var importance = context.Ranking.PermutationFeatureImportance(model, model.Transform(data));

        importance.Should().HaveCount(ContractLog.FeatureCount + 1);
        importance.Values.Should().Contain(metrics => metrics.NormalizedDiscountedCumulativeGains.Any(gain => gain.Mean != 0));
    }

    [Theory]
    [Trainers]
    public void PredictionEngine_RowsInAnyOrder_AgreesWithTransform(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var batch = trainer.Model.Transform(context.View()).ReadScores();
        var predict = CreateEngine(context, trainer);

        foreach (var row in new[] { 5, 0, 0, 17, 5, 299, 0 })
            predict(ContractLog.Rows[row]).Should().Equal(batch[row], $"row {row} is the same either way");
    }

    [Theory]
    [Trainers]
    public async Task Transform_CursorsInParallel_GiveTheRowsOfOne(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var scored = trainer.Model.Transform(context.Data.Cache(context.View()));
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

    [Theory]
    [Trainers]
    public void Load_InTheSameProcess_ScoresTheSameBytes(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        using var stream = new MemoryStream();
        context.Model.Save(trainer.Model, context.View().Schema, stream);

        var loaded = new MLContext().Model.Load(stream, out _);

        loaded.Transform(context.View()).HashScores().Should().Be(trainer.Model.Transform(context.View()).HashScores());
        ModelBytes.OfFile(loaded, context.View().Schema).Should().Be(ModelBytes.OfFile(trainer.Model, context.View().Schema));
    }

    [Fact]
    public void Load_InANewProcessWithoutTorch_ScoresTheSameBytes()
    {
        var context = new MLContext(1);
        var files = ContractTrainers.All.Select(_ => Path.GetTempFileName()).ToArray();
        foreach (var (trainer, file) in ContractTrainers.All.Zip(files))
            context.Model.Save(trainer.Model, context.View().Schema, file);

        var child = ChildProcess.RunWithoutTorch(ScoringProcess.Score, files);
        Array.ForEach(files, File.Delete);

        child.Error.Should().BeEmpty();
        child.Output.Should().Be(string.Concat(ContractTrainers.All.Select(trainer => trainer.Model.Transform(context.View()).HashScores())));
    }

    /// <summary>Gets the values of the columns of the model for one row, in their order, with the interfaces of ML.NET.</summary>
    private static Func<ContractRow, float[]> CreateEngine(MLContext context, ContractTrainer trainer)
    {
        if (trainer.Kind == ContractKind.Task)
        {
            var tasks = context.Model.CreatePredictionEngine<ContractRow, TaskPrediction>(trainer.Model);
            return row => tasks.Predict(row).Values;
        }
        var engine = context.Model.CreatePredictionEngine<ContractRow, Prediction>(trainer.Model, ignoreMissingColumns: true);
        return row => engine.Predict(row).Values;
    }
}
