using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests that a discount helps where the greedy policy is wrong. Policies are judged by true returns, so only training is random.</summary>
public sealed class PacingWorldTests
{
    public static TheoryData<PolicyImprovement, int> Fits => new()
    {
        { PolicyImprovement.Exact, 1 }, { PolicyImprovement.Exact, 2 }, { PolicyImprovement.Exact, 3 },
        { PolicyImprovement.Sampled, 1 }, { PolicyImprovement.Sampled, 2 }, { PolicyImprovement.Sampled, 3 },
    };

    [Theory]
    [MemberData(nameof(Fits))]
    public void Tscac_Discount_EarnsMoreOverASessionThanGreed(PolicyImprovement improvement, int seed)
    {
        var greedy = Return(improvement, discount: 0, seed);
        var patient = Return(improvement, discount: 0.9, seed);

        // A random policy has the return 1.73, because it binges in a third of the steps. At λ 1, the greedy policy binges in three steps of four. The
        // patient policy has a return of 2.9, plus or minus 0.1.
        greedy.Should().BeLessThan(PacingWorld.ChanceReturn - 0.3);
        patient.Should().BeGreaterThan(PacingWorld.ChanceReturn + 0.8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Tscac_DiscountAndLooseConstraint_ComesCloseToTheBestReturn(int seed)
        => Return(PolicyImprovement.Exact, discount: 0.9, seed, strength: 0.1).Should().BeInRange(0.98 * PacingWorld.BestReturn, PacingWorld.BestReturn);

    private static double Return(PolicyImprovement improvement, double discount, int seed, double strength = 1)
        => PacingWorld.Return(new MLContext(seed).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            DiscountFactor = discount,
            PropensityColumnName = "Propensity",
            ConstraintStrength = strength,
            PolicyImprovement = improvement,
        }).Fit(PacingWorld.Log(1500, seed)));
}
