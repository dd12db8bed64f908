using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests responses that do not depend on the action. Every policy has the same value, and the evaluation must not report otherwise.</summary>
public sealed class NothingToLearnTests
{
    private const int Rows = 3000;
    private const int Seeds = 6;

    [Theory]
    [InlineData(PolicyImprovement.Exact)]
    [InlineData(PolicyImprovement.Sampled)]
    public void Tscac_ResponsesDependOnTheStateAlone_DoesNotBeatChanceOnFreshRows(PolicyImprovement improvement)
    {
        // The main response differs between states, so estimates that weight states instead of actions would find a difference.
        var world = new BanditWorld([[0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [2, 2, 2, 2, 2]], [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]]);

        var lifts = Enumerable.Range(1, Seeds).Select(seed => Lift(world, improvement, seed)).ToArray();

        // A 95 % interval excludes 0 once in twenty. The probability of two in six is 3 %.
        lifts.Count(lift => lift.Lower > 0 || lift.Upper < 0).Should().BeLessThanOrEqualTo(1);
        // The mean of independent lifts is compared with its standard error.
        var standardError = Math.Sqrt(lifts.Sum(lift => Math.Pow((lift.Upper - lift.Lower) / (2 * 1.96), 2))) / Seeds;
        lifts.Average(lift => lift.Value).Should().BeApproximately(0, 3 * standardError);
        standardError.Should().BeLessThan(0.02, "else nothing could be seen");
    }

    private static (double Value, double Lower, double Upper) Lift(BanditWorld world, PolicyImprovement improvement, int seed)
    {
        var context = new MLContext(seed);
        var model = context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new("Like") { DiscountFactor = 0 }],
            DiscountFactor = 0,
            PropensityColumnName = "Propensity",
            PolicyImprovement = improvement,
        }).Fit(world.Log(Rows, seed));
        var estimate = context.Ranking.EvaluateOffPolicy(model.Transform(world.Log(Rows, seed + 1000)), ["Label"]).Responses[0].CappedSelfNormalizedIps;
        return (estimate.Lift, estimate.LiftLowerBound, estimate.LiftUpperBound);
    }
}
