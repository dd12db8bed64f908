using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>What every trainer promises of a model of several tasks.</summary>
public abstract class TaskContract<TOptions>(FittedOnce fitted) : TrainerContract<TOptions>(fitted)
    where TOptions : ReinforcementRankingOptions
{
    private const uint Missing = uint.MaxValue;

    [Fact]
    public void Score_OfARow_IsTheWeightedSumOfTheTasksOutputs()
        => Predictions(ContractLog.Rows).Should().OnlyContain(row => Math.Abs(row.Score - (row.ClickProbability + 0.5f * row.LabelScore)) < 1e-5);

    [Fact]
    public void TaskColumns_OfARow_AgreeWithEachOther()
        => Predictions(ContractLog.Rows).Should().OnlyContain(row =>
            Math.Abs(row.ClickProbability - 1 / (1 + Math.Exp(-row.ClickScore))) < 1e-6 && row.ClickPredictedLabel == row.ClickProbability > 0.5);

    [Fact]
    public void TaskColumns_ThroughMlNetsBinaryEvaluator_GiveEvaluateTasksMetrics()
    {
        var context = new MLContext(1);
        var scored = Model.Transform(context.View());

        var theirs = context.BinaryClassification.Evaluate(scored, "Click", "Click.Score", "Click.Probability", "Click.PredictedLabel");
        var ours = context.Ranking.EvaluateTasks(scored, ["Click"]).Tasks[0];

        ours.AreaUnderRocCurve.Should().BeApproximately(theirs.AreaUnderRocCurve, 1e-6);
        ours.LogLoss.Should().BeApproximately(theirs.LogLoss * Math.Log(2), 1e-6, "theirs is in bits");
    }

    [Fact]
    public void Score_ThroughMlNetsRankingEvaluator_GivesMetrics()
    {
        var context = new MLContext(1);

        context.Ranking.Evaluate(Model.Transform(context.View())).NormalizedDiscountedCumulativeGains.Should().OnlyContain(gain => gain > 0 && gain <= 1);
    }

    [Fact]
    public void Transform_UnknownCategory_ScoresAsUnknown()
    {
        var rows = ContractLog.Draw(seed: 1)[..3];
        rows[1].Action = Missing;
        rows[2].Tags = [Missing, Missing];
        var known = Predictions(ContractLog.Rows[..3]);

        var unknown = Predictions(rows);

        unknown[0].Values.Should().Equal(known[0].Values);
        unknown[1].Values.Should().NotEqual(known[1].Values).And.OnlyContain(value => float.IsFinite(value));
        rows[2].Tags = [];
        unknown[2].Values.Should().Equal(Predictions(rows)[2].Values, "nothing known is the unknown value");
    }

    [Fact]
    public void Transform_PaddedCategories_ScoresAsWithoutPadding()
    {
        var rows = ContractLog.Draw(seed: 1)[..10];
        foreach (var row in rows)
            row.Tags = [Missing, .. row.Tags, Missing];

        Predictions(rows).Select(row => row.Score).Should().Equal(Predictions(ContractLog.Rows[..10]).Select(row => row.Score));
    }

    [Fact]
    public void TopActions_WithoutAPolicy_SaysWhatItTakes()
    {
        var top = () => Model.Model.TopActions([0, 0, 0, 0], 1);

        top.Should().Throw<InvalidOperationException>().WithMessage("*needs a policy over a catalog of key-typed actions*");
    }

    private protected override Func<ContractRow, float[]> CreateEngine(MLContext context)
    {
        var engine = context.Model.CreatePredictionEngine<ContractRow, TaskPrediction>(Model);
        return row => engine.Predict(row).Values;
    }

    private TaskPrediction[] Predictions(IEnumerable<ContractRow> rows)
        => [.. new MLContext(1).Data.CreateEnumerable<TaskPrediction>(Model.Transform(new MLContext(1).View(rows)), reuseRowObject: false)];
}
