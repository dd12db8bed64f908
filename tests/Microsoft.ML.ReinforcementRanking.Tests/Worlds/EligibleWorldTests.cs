using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests that training over the eligible actions of each row finds the known best policy among them, and that training which ignores them does not. A policy
/// that ignores them takes an action for unpopular that could seldom be chosen. The margins are those of <see cref="BanditWorldTests"/>.
/// </summary>
public sealed class EligibleWorldTests
{
    private const int Rows = 4000;

    [Theory]
    [InlineData(PolicyImprovement.Exact, 1)]
    [InlineData(PolicyImprovement.Exact, 2)]
    [InlineData(PolicyImprovement.Sampled, 1)]
    public void Tscac_SetsThatFeaturesDoNotTell_LearnsTheClosedFormAmongThem(PolicyImprovement improvement, int seed)
    {
        var model = Fit(improvement, seed, "EligibleActions", "Propensity");

        BanditWorld.Divergence(EligibleWorld.Policy(model.Model), EligibleWorld.States.ClosedForm(1)).Should().BeLessThan(Margin);
        ShouldBeAPolicyAmongTheEligible(model);
    }

    [Fact]
    public void Tscac_NoPropensities_ClonesTheBehaviorPolicyAmongTheSets()
        => BanditWorld.Divergence(EligibleWorld.Policy(Fit(PolicyImprovement.Exact, 1, "EligibleActions", null).Model), EligibleWorld.States.ClosedForm(1))
            .Should().BeLessThan(Margin + 4e-3);

    [Fact]
    public void Tscac_IgnoredSets_IsBiased()
    {
        // The behavior policy that the log seems to have: its mean over the states of a taste.
        var seeming = EligibleWorld.States.Behavior.Chunk(4).SelectMany(states => Enumerable.Repeat(
            states[0].Select((_, action) => states.Average(state => state[action])).ToArray(), 4)).ToArray();
        var best = EligibleWorld.States.ClosedForm(1);
        double[][] biased = [.. best.Select((row, state) => Normalize([.. row.Select((probability, action) => probability * seeming[state][action])]))];

        var policy = EligibleWorld.Policy(Fit(PolicyImprovement.Exact, 1, null, "Propensity").Model);

        BanditWorld.Divergence(policy, best).Should().BeGreaterThan(Margin).And.BeApproximately(BanditWorld.Divergence(biased, best), Margin);
    }

    /// <summary>
    /// The correction is that of the probability among the row's set: docs/equations-tscac.md (32), (33). Each taste has one set here, because with several
    /// sets a taste has no policy with one score for each action that is the corrected form for all of them.
    /// </summary>
    [Fact]
    public void Tscac_SampledForPages_RecoversTheFlatterOptimumAmongTheSets()
    {
        const int PageSize = 8, SetSize = 4;
        int[] states = [0, 5];
        // Each of the eight states has an equal share of the rows, so that two of them have as many rows as the other tests.
        var log = EligibleWorld.Log(Rows * EligibleWorld.States.StateCount / states.Length, seed: 1, states);
        var pairs = SetSize * states.Length;
        var variance = EligibleWorld.States.LogitVariance(Rows * EligibleWorld.States.StateCount * EligibleWorld.States.ActionCount / pairs, strength: 1);
        // The sampled form fits networks to the actions of the log in both stages, as in BanditWorldTests.
        var margin = 4 * variance + 2 * pairs / (0.9 * Rows);
        double[][] best = [.. states.Select(state => EligibleWorld.States.ClosedForm(1)[state])];
        double[][] optimum = [.. best.Select(target => FlatterPolicy.Of(target, PageSize))];

        var policy = EligibleWorld.Policy(Fit(PolicyImprovement.Sampled, 1, "EligibleActions", "Propensity", log, PageSize).Model);

        BanditWorld.Divergence([.. states.Select(state => policy[state])], optimum).Should().BeLessThan(margin);
        BanditWorld.Divergence(best, optimum).Should().BeGreaterThan(2 * margin);
    }

    [Fact]
    public void BehaviorCloning_SetsThatFeaturesDoNotTell_RecoversTheLoggingPolicy()
    {
        var log = EligibleWorld.Log(Rows, seed: 1);
        RankingPredictionTransformer<NeuralRankingModelParameters> Clone(string? eligible) => new MLContext(1).Ranking.Trainers.BehaviorCloning(
            new BehaviorCloningTrainer.Options { EligibleActionColumnName = eligible }).Fit(log);
        // Five free frequencies of each of two tastes, and a floor of 0.001.
        const double Margin = 4 * 5 / (2 * 0.9 * Rows / 2) + 2e-3;

        var model = Clone("EligibleActions");

        BanditWorld.Divergence(EligibleWorld.States.Behavior, EligibleWorld.Policy(model.Model)).Should().BeLessThan(Margin);
        ShouldBeAPolicyAmongTheEligible(model);
        BanditWorld.Divergence(EligibleWorld.States.Behavior, EligibleWorld.Policy(Clone(null).Model)).Should().BeGreaterThan(2 * Margin);
    }

    [Fact]
    public void CategoricalCriticLearner_Discount_BootstrapsOverTheSetOfTheNextRow()
    {
        // Both successors are in state 1, where the actions have the rewards 1, 3 and 8. After row 0, actions 0 and 1 can be chosen, and after row 1, the
        // others are 1 and 2.
        const double Discount = 0.5;
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Log(2, 3, [new(0, 0, 0, 2), new(0, 1, 0, 3), new(1, 0, 1), new(1, 1, 3), new(1, 2, 8)]);
        log = log with { Data = log.Data with { EligibleActions = new([0, 2, 4, 6, 8, 9], [0, 1, 1, 0, 0, 1, 2, 1, 2]) } };
        var critic = new CriticEnsemble([Tabular.NewNetwork(2, 3)]);
        using var learner = Tabular.UniformPolicyCritic(log, critic, new(0, 1), Discount);

        Tabular.Train(learner, log, 1500);

        var values = Tabular.ToArray(critic.ValuesOf(eye(2).index_select(0, tensor(new long[] { 0, 0 })), tensor(new long[] { 0, 1 })));
        values.Should().Equal([Discount * (1 + 3) / 2, Discount * (3 + 8) / 2], Tabular.Within(5e-3));
    }

    private static double Margin => 4 * EligibleWorld.LogitVariance(Rows);

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(PolicyImprovement improvement, int seed, string? eligible, string? propensity,
        IDataView? log = null, int pageSize = 1)
        => new MLContext(seed).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new("Like") { DiscountFactor = 0 }],
            DiscountFactor = 0,
            PropensityColumnName = propensity,
            EligibleActionColumnName = eligible,
            PolicyImprovement = improvement,
            PageSize = pageSize,
        }).Fit(log ?? EligibleWorld.Log(Rows, seed));

    private static void ShouldBeAPolicyAmongTheEligible(RankingPredictionTransformer<NeuralRankingModelParameters> model)
    {
        var scored = model.Transform(EligibleWorld.Grid()).GetColumn<float>("Probability").Chunk(EligibleWorld.States.ActionCount).ToArray();
        for (var state = 0; state < scored.Length; state++)
        {
            scored[state].Sum().Should().BeApproximately(1, 1e-5f);
            scored[state].Select(probability => probability == 0).Should()
                .Equal(Enumerable.Range(0, EligibleWorld.States.ActionCount).Select(action => !EligibleWorld.IsEligible(state, action)));
        }
    }

    private static double[] Normalize(double[] weights) => [.. weights.Select(weight => weight / weights.Sum())];
}
