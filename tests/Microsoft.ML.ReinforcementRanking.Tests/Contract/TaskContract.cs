namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests what every trainer guarantees for a model of several tasks.</summary>
[ContractOf(ContractKind.Task)]
public sealed class TaskContract
{
    private const uint Missing = uint.MaxValue;

    [Theory]
    [Trainers]
    public void Score_OfARow_IsTheWeightedSumOfTheTasksOutputs(string name)
        => Predictions(ContractTrainers.Named(name), ContractLog.Rows).Should()
            .OnlyContain(row => Math.Abs(row.Score - (row.ClickProbability + 0.5f * row.LabelScore)) < 1e-5);

    [Theory]
    [Trainers]
    public void TaskColumns_OfARow_AgreeWithEachOther(string name)
        => Predictions(ContractTrainers.Named(name), ContractLog.Rows).Should().OnlyContain(row =>
            Math.Abs(row.ClickProbability - 1 / (1 + Math.Exp(-row.ClickScore))) < 1e-6 && row.ClickPredictedLabel == row.ClickProbability > 0.5);

    [Theory]
    [Trainers]
    public void TaskColumns_ThroughMlNetsBinaryEvaluator_GiveEvaluateTasksMetrics(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);
        var scored = trainer.Model.Transform(context.View());

        var theirs = context.BinaryClassification.Evaluate(scored, "Click", "Click.Score", "Click.Probability", "Click.PredictedLabel");
        var ours = context.Ranking.EvaluateTasks(scored, ["Click"]).Tasks[0];

        ours.AreaUnderRocCurve.Should().BeApproximately(theirs.AreaUnderRocCurve, 1e-6);
        ours.LogLoss.Should().BeApproximately(theirs.LogLoss * Math.Log(2), 1e-6, "theirs is in bits");
    }

    [Theory]
    [Trainers]
    public void Score_ThroughMlNetsRankingEvaluator_GivesMetrics(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var context = new MLContext(1);

        context.Ranking.Evaluate(trainer.Model.Transform(context.View())).NormalizedDiscountedCumulativeGains.Should()
            .OnlyContain(gain => gain > 0 && gain <= 1);
    }

    [Theory]
    [Trainers]
    public void Transform_UnknownCategory_ScoresAsUnknown(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var rows = ContractLog.Draw(seed: 1)[..3];
        rows[1].Action = Missing;
        rows[2].Tags = [Missing, Missing];
        var known = Predictions(trainer, ContractLog.Rows[..3]);

        var unknown = Predictions(trainer, rows);

        unknown[0].Values.Should().Equal(known[0].Values);
        unknown[1].Values.Should().NotEqual(known[1].Values).And.OnlyContain(value => float.IsFinite(value));
        rows[2].Tags = [];
        unknown[2].Values.Should().Equal(Predictions(trainer, rows)[2].Values, "nothing known is the unknown value");
    }

    [Theory]
    [Trainers]
    public void Transform_PaddedCategories_ScoresAsWithoutPadding(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var rows = ContractLog.Draw(seed: 1)[..10];
        foreach (var row in rows)
            row.Tags = [Missing, .. row.Tags, Missing];

        Predictions(trainer, rows).Select(row => row.Score).Should().Equal(Predictions(trainer, ContractLog.Rows[..10]).Select(row => row.Score));
    }

    [Theory]
    [Trainers]
    public void CategoricalPolicy_OfAModelOfTasks_IsNull(string name) => ContractTrainers.Named(name).Model.Model.CategoricalPolicy.Should().BeNull();

    private static TaskPrediction[] Predictions(ContractTrainer trainer, IEnumerable<ContractRow> rows)
        => [.. new MLContext(1).Data.CreateEnumerable<TaskPrediction>(trainer.Model.Transform(new MLContext(1).View(rows)), reuseRowObject: false)];
}
