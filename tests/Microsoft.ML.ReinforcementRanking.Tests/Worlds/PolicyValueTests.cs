using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests fitted-Q evaluation and estimated propensities in worlds with known values and propensities.</summary>
public sealed class PolicyValueTests
{
    private const int Sessions = 4000;

    private static readonly MLContext Context = new(seed: 1);

    /// <summary>A policy close to <see cref="SessionWorld.Target"/>, which is cloned from its actions. It is known exactly after the fit.</summary>
    private static readonly Lazy<RankingPredictionTransformer<NeuralRankingModelParameters>> Policy = new(() =>
        Context.Ranking.Trainers.BehaviorCloning(
            new BehaviorCloningTrainer.Options { HiddenUnits = [], EmbeddingDimension = 2, WeightDecay = 0, DropoutRate = 0, PolicyLearningRate = 1e-2 })
            .Fit(ScoredLog.View(SessionWorld.Log(2000, seed: 1, SessionWorld.Target))));

    private static double[][] Probabilities => [.. new float[][] { [1, 0], [0, 1] }.Select(state => BanditWorld.Probabilities(Policy.Value.Model, state))];

    [Theory]
    [InlineData(0)]
    [InlineData(SessionWorld.Discount)]
    public void FitPolicyValues_KnownWorld_GivesThePolicysValues(double discount)
    {
        var rows = SessionWorld.Log(Sessions, seed: 2);
        var valued = Context.Ranking.FitPolicyValues(Policy.Value, ScoredLog.View(rows), Options(discount));

        var (actionValues, stateValues) = (valued.GetColumn<float>("Label.ActionValue").ToArray(), valued.GetColumn<float>("Label.StateValue").ToArray());
        var truth = SessionWorld.ActionValues(Probabilities, discount);
        foreach (var cell in rows.Select((row, index) => (row.State, row.Action, index)).GroupBy(row => (row.State, Action: (int)row.Action)))
        {
            // A cell has about 2,000 rows of returns with a deviation of at most 3, so its standard error is 0.07. The margin includes as much again for
            // bootstrapped targets.
            var margin = discount == 0 ? 0.1 : 0.4;
            cell.Average(row => (double)actionValues[row.index]).Should().BeApproximately(truth[cell.Key.State][cell.Key.Action], margin);
            cell.Average(row => (double)stateValues[row.index]).Should()
                .BeApproximately(truth[cell.Key.State].Zip(Probabilities[cell.Key.State], (value, probability) => value * probability).Sum(), margin);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SessionWorld.Discount)]
    public void FitPolicyValues_ActionProbabilitiesOfAnyPolicy_GiveItsValues(double? discount)
    {
        var rows = SessionWorld.Log(Sessions, seed: 2);
        var valued = Context.Ranking.FitPolicyValues(WithTarget(rows), "Target", Options(discount));

        var (actionValues, stateValues) = (valued.GetColumn<float>("Label.ActionValue").ToArray(), valued.GetColumn<float>("Label.StateValue").ToArray());
        var truth = SessionWorld.ActionValues(SessionWorld.Target, discount ?? 0);
        // The margin is that of a fitted policy.
        var margin = discount is null ? 0.1 : 0.4;
        foreach (var cell in rows.Select((row, index) => (row.State, Action: (int)row.Action, index)).GroupBy(row => (row.State, row.Action)))
        {
            var expected = truth[cell.Key.State].Zip(SessionWorld.Target[cell.Key.State], (value, probability) => value * probability).Sum();
            cell.Average(row => (double)actionValues[row.index]).Should().BeApproximately(truth[cell.Key.State][cell.Key.Action], margin);
            cell.Average(row => (double)stateValues[row.index]).Should().BeApproximately(expected, margin);
        }
        valued.GetColumn<float>("Probability").Should().Equal(rows.Select(row => (float)SessionWorld.Target[row.State][(int)row.Action]));
    }

    [Fact]
    public void EvaluateOffPolicy_ActionProbabilitiesOfAnyPolicy_HasModelBasedEstimates()
    {
        var valued = Context.Ranking.FitPolicyValues(WithTarget(SessionWorld.Log(Sessions, seed: 7)), "Target", Options(null));

        var response = Context.Ranking.EvaluateOffPolicy(valued, ["Label"], options: new()
        {
            ActionValueColumnNames = ["Label.ActionValue"],
            StateValueColumnNames = ["Label.StateValue"],
        }).Responses[0];

        var truth = SessionWorld.RowValue(SessionWorld.Target);
        foreach (var estimate in new[] { response.DirectMethod!, response.DoublyRobust!, response.SelfNormalizedDoublyRobust!, response.Ips })
            estimate.Value.Should().BeApproximately(truth, estimate.UpperBound - estimate.LowerBound, "twice the half width is 3.9 standard errors");
    }

    [Fact]
    public void EvaluateOffPolicy_ActionsThatThePolicyHasNeverSeen_AreCountedAndHaveWeightZero()
    {
        var rows = SessionWorld.Log(200, seed: 8);
        foreach (var row in rows.Take(60))
            row.Action = 2; // the policy knows the keys 1 and 2, which a class counts from 0, so this one is missing

        var metrics = Context.Ranking.EvaluateOffPolicy(Policy.Value.Transform(ScoredLog.View(rows)), ["Label"]);

        (metrics.UnseenActionCount, metrics.ZeroProbabilityCount).Should().Be((60, 60));
        metrics.Warnings.Should().Contain(warning => warning.StartsWith($"The policy has never seen the actions of 60 of {rows.Length} rows"));
        metrics.Responses[0].SelfNormalizedIps.Value.Should().BeGreaterThan(0);
    }

    /// <summary>Gets the log with the probabilities of both actions under the policy to evaluate.</summary>
    private static AddedColumnsView WithTarget(SessionWorld.Row[] rows) => new(((IHostEnvironment)Context).Register("test"), ScoredLog.View(rows),
        [new AddedColumn("Target", [.. Enumerable.Range(0, 2).Select(action => rows.Select(row => (float)SessionWorld.Target[row.State][action]).ToArray())])]);

    [Fact]
    public void FitPolicyValues_OneFoldsModels_ValueRowsOfOneStateAlike()
    {
        var rows = SessionWorld.Log(200, seed: 3);
        var options = Options(0);

        var values = Context.Ranking.FitPolicyValues(Policy.Value, ScoredLog.View(rows), options).GetColumn<float>("Label.StateValue").Zip(rows)
            .GroupBy(row => row.Second.State);

        // A value depends only on the fold and the state, and each fold has its own networks.
        foreach (var state in values)
            state.Select(row => row.First).Distinct().Should().HaveCount(options.NumberOfFolds);
    }

    [Fact]
    public void EvaluateOffPolicy_FittedValues_CoverTheReturn()
    {
        var scored = Policy.Value.Transform(ScoredLog.View(SessionWorld.Log(Sessions, seed: 4)));
        var valued = Context.Ranking.FitPolicyValues(Policy.Value, scored, Options(SessionWorld.Discount));

        var reward = Context.Ranking.EvaluateOffPolicy(valued, ["Label"], options: new()
        {
            DiscountFactor = SessionWorld.Discount,
            ActionValueColumnNames = ["Label.ActionValue"],
            StateValueColumnNames = ["Label.StateValue"],
        }).Responses[0].SessionReturn!;

        var (truth, logged) = (SessionWorld.SessionValue(Probabilities), SessionWorld.SessionValue(SessionWorld.Behavior));
        foreach (var estimate in new[] { reward.DoublyRobust!, reward.SelfNormalizedDoublyRobust!, reward.PerDecisionIs, reward.SelfNormalizedTrajectoryIs })
            estimate.Value.Should().BeApproximately(truth, estimate.UpperBound - estimate.LowerBound, "twice the half width is 3.9 standard errors");
        reward.DirectMethod!.Value.Should().BeApproximately(truth, 0.4, "as above");
        (truth - logged).Should().BeGreaterThan(0.3, "the policy differs from the log's");
    }

    [Fact]
    public void EstimatePropensities_KnownPolicy_AreItsProbabilities()
    {
        var rows = SessionWorld.Log(Sessions, seed: 5);
        var expected = rows.Select(row => row.Propensity).ToArray();

        var estimated = Estimate(ScoredLog.View(rows), "Estimated").GetColumn<float>("Estimated").ToArray();

        // A state has about 4,000 rows. Four standard errors of a share of one half are 4 · √(0.25 / 4000) = 0.03, and networks that stop early have an
        // error of the same size.
        estimated.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 0.06);
        estimated.Distinct().Should().HaveCount(3 * 4, "three folds of two states and two actions");
    }

    [Fact]
    public void EvaluateOffPolicy_EstimatedPropensities_ComeNearTheTruth()
    {
        var data = Estimate(ScoredLog.View(SessionWorld.Log(Sessions, seed: 6)), "Propensity");

        var reward = Context.Ranking.EvaluateOffPolicy(data, ["Reward"], options: new() { StateColumnName = "State" }).Responses[0];

        var truth = SessionWorld.RowValue(SessionWorld.Target);
        foreach (var estimate in new[] { reward.SelfNormalizedIps, reward.StateNormalizedIps! })
            estimate.Value.Should().BeApproximately(truth, estimate.UpperBound - estimate.LowerBound + 0.06, "propensities are off by 0.06 at most");
    }

    [Fact]
    public void EstimatePropensities_ContinuousActions_AreDensities()
    {
        var data = LineWorld.Log(600, seed: 1);
        var options = new BehaviorCloningTrainer.Options { ActionColumnName = "ActionVector", NumberOfEpochs = 30, DropoutRate = 0 };

        var densities = Context.Ranking.EstimatePropensities(data, new() { BehaviorPolicy = options, NumberOfFolds = 2 }).GetColumn<float>("Propensity")
            .ToArray();

        // Logged densities are those of N(10, 2²). The error of a density comes from the errors of the mean and the deviation, which are each a tenth of
        // the deviation here.
        var relative = densities.Zip(data.GetColumn<float>("Propensity"), (estimated, logged) => Math.Abs(Math.Log(estimated / logged))).Order().ToArray();
        relative[relative.Length / 2].Should().BeLessThan(0.3);
    }

    private static IDataView Estimate(IDataView data, string column) => Context.Ranking.EstimatePropensities(data, new()
    {
        BehaviorPolicy = new() { HiddenUnits = [], EmbeddingDimension = 2, WeightDecay = 0, DropoutRate = 0, PolicyLearningRate = 1e-2, NumberOfEpochs = 10 },
        NumberOfFolds = 3,
        OutputColumnName = column,
    });

    private static PolicyValueOptions Options(double? discount) => new()
    {
        ResponseColumnNames = ["Label"],
        DiscountFactor = discount,
        NumberOfFolds = 3,
        NumberOfEpochs = 15,
        BatchSize = 128,
        HiddenUnits = [],
        EmbeddingDimension = 2,
        WeightDecay = 0,
        DropoutRate = 0,
        CriticLearningRate = 1e-2,
    };
}
