using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests that the critics of one model can fine-tune another model, over any backbone. They are matched by name, and refused if they do not match.
/// </summary>
public class PretrainedCriticsTests(FittedOnce fitted) : IClassFixture<FittedOnce>
{
    private static readonly PleBackbone Ple = new() { ExpertUnits = [8], TowerUnits = [4] };

    /// <summary>
    /// The tasks are Click and Label, the fields are Action and Tags, and the backbone is a mixture of experts. Nothing is held out, so every epoch of
    /// fine-tuning is kept.
    /// </summary>
    private RankingPredictionTransformer<NeuralRankingModelParameters> Source => fitted.Get(() => new TaskFit().FitRmtl());

    private TaskFit Target => new() { Backbone = Ple, Critics = Source.Model.Critics, ValidationFraction = 0 };

    [Fact]
    public void Fit_CriticsOfAnotherBackbone_TrainsNoneAndKeepsThem()
    {
        var progress = new ProgressList();

        var model = (Target with { Progress = progress }).FitRmtl();

        model.Model.History.Select(entry => entry.Stage).Distinct().Should().Equal("tasks", "fine-tuning");
        progress.Should().OnlyContain(report => report.NumberOfStages == 2);
        model.Model.Critics.Should().BeEquivalentTo(Source.Model.Critics, options => options.WithStrictOrdering());
        Critics(model).Network.Weights.Should().BeEquivalentTo(Critics(Source).Network.Weights, options => options.WithStrictOrdering());
        ModelBytes.OfNetworks(model).Should().NotBe(ModelBytes.OfNetworks((Target with { Strength = 0 }).FitRmtl()), "they weigh rows");
    }

    [Fact]
    public void Fit_CriticsInAnotherOrder_TrainsTheSameModel()
    {
        var source = Critics(Source);
        var reordered = CriticTransfer.Adapt(LogRow.Host(), Source.Model.Critics, [TaskTabular.Regression(0, 1, "Label"), TaskTabular.Binary()],
            source.FeatureWidth, [.. source.Categories.Reverse()]);

        var model = (Target with { Critics = new(reordered.Critics, reordered) }).FitRmtl();

        reordered.Critics.Select(critic => critic.ResponseColumnName).Should().Equal("Label", "Click");
        ModelBytes.OfNetworks(model).Should().Be(ModelBytes.OfNetworks(Target.FitRmtl()));
    }

    [Fact]
    public void Fit_TasksAndFieldsInAnotherOrder_TakesTheCriticsByName()
    {
        var model = (Target with { Tasks = [new("Label"), new("Click")], Fields = ["Tags", "Action"] }).FitRmtl();

        model.Model.Critics.Should().BeEquivalentTo(Source.Model.Critics.Reverse(), options => options.WithStrictOrdering());
        Critics(model).Categories.Should().Equal(Critics(Source).Categories.Reverse());
    }

    [Fact]
    public void Fit_CriticsOfALoadedModel_TrainsTheSameModel()
    {
        using var stream = new MemoryStream();
        new MLContext(1).Model.Save(Source, new MLContext(1).View().Schema, stream);
        var loaded = (RankingPredictionTransformer<NeuralRankingModelParameters>)new MLContext().Model.Load(stream, out _);

        ModelBytes.OfNetworks((Target with { Critics = loaded.Model.Critics }).FitRmtl()).Should().Be(ModelBytes.OfNetworks(Target.FitRmtl()));
    }

    [Fact]
    public void Rmtl_PretrainedCriticsAndADiscount_SaysThatTheirsIsUsed()
    {
        var options = Target.Rmtl;
        options.DiscountFactor = 0.5;

        var create = () => new MLContext(1).Ranking.Trainers.Rmtl(options);

        create.Should().Throw<ArgumentException>()
            .WithMessage("DiscountFactor must be left at its default (null) with PretrainedCritics, since no critics are trained, but was 0.5.*");
    }

    [Fact]
    public void Fit_CriticsOfNoTasks_SaysWhereTheyMustComeFrom()
    {
        var context = new MLContext(1);
        var policy = context.Ranking.Trainers.Tscac(new FitSettings { Epochs = 1 }.ToTscac(FitSettings.Action)).Fit(context.View());
        const string Message =
            "are not critics of tasks. They must come from a model that Rmtl trained. Train critics with the same columns, or leave PretrainedCritics "
            + "null.*PretrainedCritics*";

        Fitting(Target with { Critics = policy.Model.Critics }).Should().Throw<ArgumentOutOfRangeException>().WithMessage(Message);
        Fitting(Target with { Critics = new TaskFit { Epochs = 1 }.FitPlain().Model.Critics }).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage(Message);
    }

    [Fact]
    public void Fit_CriticsThatDoNotFit_SaysInWhatTheyDiffer()
    {
        (TaskFit Fit, string Message)[] mismatches =
        [
            (Target with { Tasks = [new("Click"), new("Weight")] },
                "value the tasks Click (binary), Label (regression), but the trainer has Click (binary), Weight (regression). Train*"),
            (Target with { Tasks = [new("Click")] }, "value the tasks Click (binary), Label (regression), but the trainer has Click (binary). Train*"),
            (Target with { Tasks = [new("Click") { Kind = TaskKind.Regression }, new("Label")] },
                "value the tasks Click (binary), *but the trainer has Click (regression), Label (regression). Train*"),
            (Target with { Features = "ActionFeatures" }, "were trained on 4 features, but the data have 2. Train*"),
            (Target with { Fields = ["Action"] },
                "were trained on the categorical fields Action (6 values), Tags (3 values), but the trainer has Action (6 values). Train*"),
            (Target with { Fields = ["Action", "GroupId"] }, "*but the trainer has Action (6 values), GroupId (60 values). Train*"),
            (Target with { Fields = [] }, "*but the trainer has (none). Train*"),
        ];
        var rows = ContractLog.Draw(seed: 1);
        foreach (var (index, row) in rows.Index())
            row.Weight = 1 + index % 2;

        foreach (var (fit, message) in mismatches)
            Fitting(fit, rows).Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    private static TaskCriticNetwork Critics(RankingPredictionTransformer<NeuralRankingModelParameters> model) => model.Model.Critics.Tasks!;

    private static Action Fitting(TaskFit fit, params ContractRow[] rows) => () => (fit with { Epochs = 1 }).FitRmtl(rows);
}
