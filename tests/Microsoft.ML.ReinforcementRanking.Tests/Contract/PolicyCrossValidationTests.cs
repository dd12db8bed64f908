using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class PolicyCrossValidationTests
{
    private const int Folds = 3;

    private static readonly MLContext Context = new(seed: 1);

    [Fact]
    public void CrossValidatePolicy_Sessions_EvaluatesEachByAModelThatHasNotSeenIt()
    {
        var rows = SessionWorld.Log(120, seed: 1);

        var result = CrossValidate(rows, new());

        result.Folds.Select(fold => fold.Fold).Should().Equal(0, 1, 2);
        result.Folds.Select(fold => fold.Model).Distinct().Should().HaveCount(Folds);
        var sessions = result.Folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<int>("GroupId").ToHashSet()).ToArray();
        sessions.SelectMany(fold => fold).Should()
            .OnlyHaveUniqueItems("a session is in one fold").And.BeEquivalentTo(rows.Select(row => row.GroupId).Distinct());
        result.Folds.Zip(sessions).Should().OnlyContain(fold => fold.First.Metrics.SessionCount == fold.Second.Count);
    }

    [Fact]
    public void CrossValidatePolicy_PagesWithoutSessions_StayWhole()
    {
        var rows = new PageWorld(PageInteraction.FromAbove).Log(60, seed: 1);
        OffPolicyOptions Options() => new() { RequestColumnName = "Request", PositionColumnName = "Position", NumberOfBootstrapSamples = 0 };

        // The rows are scored already, so the pipeline has nothing to fit.
        var result = Context.Ranking.CrossValidatePolicy(ScoredLog.View(rows), Context.Transforms.CopyColumns("Copy", "Reward"), ["Reward"],
            rowGroupColumnName: null, options: new() { NumberOfFolds = Folds, Evaluation = Options() });

        result.Folds.Sum(fold => fold.Metrics.PageWeights!.PageCount).Should().Be(60);
        var all = Context.Ranking.EvaluateOffPolicy(ScoredLog.View(rows), ["Reward"], rowGroupColumnName: null, options: Options());
        result.Pooled.Responses[0].Page!.PageIps.Value.Should().BeApproximately(all.Responses[0].Page!.PageIps.Value, 1e-9);
    }

    [Fact]
    public void Pooled_AllFolds_IsTheirMeanByRowsWithAnInterval()
    {
        var result = CrossValidate(SessionWorld.Log(120, seed: 2), new());

        result.Pooled.RowCount.Should().Be(result.Folds.Sum(fold => fold.Metrics.RowCount));
        var ips = result.Pooled.Responses[0].Ips;
        ips.Value.Should()
            .BeApproximately(result.Folds.Sum(fold => fold.Metrics.RowCount * fold.Metrics.Responses[0].Ips.Value) / result.Pooled.RowCount, 1e-6);
        ips.Value.Should().BeInRange(ips.LowerBound, ips.UpperBound);
        result.ToString().Should().Be(result.Pooled.ToString());
    }

    [Fact]
    public void CrossValidatePolicy_Clusters_StayInOneFold()
    {
        var rows = SessionWorld.Log(120, seed: 3);
        foreach (var row in rows)
            row.State = row.GroupId % 40;

        var result = CrossValidate(rows, new() { ClusterColumnName = "State" });

        result.Folds.SelectMany(fold => fold.ScoredHoldOutSet.GetColumn<int>("State").Distinct()).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void CrossValidatePolicy_NoSessionColumn_FoldsRows()
    {
        var rows = SessionWorld.Log(60, seed: 4);

        var result = Context.Ranking.CrossValidatePolicy(ScoredLog.View(rows), Cloning(), ["Reward"], rowGroupColumnName: null,
            options: new() { NumberOfFolds = Folds });

        result.Pooled.SessionCount.Should().Be(rows.Length);
    }

    [Fact]
    public void CrossValidatePolicy_OptionsOutOfRange_AreErrors()
    {
        var folds = () => CrossValidate(SessionWorld.Log(20, seed: 1), new(), folds: 1);
        var evaluation = () => CrossValidate(SessionWorld.Log(20, seed: 1), new() { WeightCap = 0 });

        folds.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options").WithMessage("*NumberOfFolds must be at least 2, but was 1.*");
        evaluation.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options").WithMessage("*WeightCap must be at least 1, but was 0.*");
    }

    private static PolicyCrossValidationResult CrossValidate(SessionWorld.Row[] rows, OffPolicyOptions evaluation, int folds = Folds) =>
        Context.Ranking.CrossValidatePolicy(ScoredLog.View(rows), Cloning(), ["Reward"], options: new() { NumberOfFolds = folds, Evaluation = evaluation });

    /// <summary>
    /// Creates a policy that is fast to fit. The probability column of the rows belongs to another policy, and is hidden by that of the model.
    /// </summary>
    private static BehaviorCloningTrainer Cloning()
        => Context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { NumberOfEpochs = 1, HiddenUnits = [] });
}
