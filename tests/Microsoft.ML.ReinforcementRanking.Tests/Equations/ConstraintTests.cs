using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the numbers of multipliers, weights, and the loss of the deterministic actor (docs/equations-tscac.md (26), (27)).</summary>
public sealed class ConstraintTests
{
    private static readonly double[] Initial = [2, 1];

    [Theory]
    [InlineData(0.5, 1 + 0.1 * 3 * (0.8 - 0.5))]
    [InlineData(0.9, 1 + 0.1 * 3 * (0.8 - 0.9))]
    [InlineData(100, 0)]
    public void Update_ValueOfAConstraint_MovesItsMultiplier(double value, double expected)
    {
        using var session = Tabular.OpenTorch(1);
        var weights = new ResponseWeights(Initial);
        var multipliers = new Multipliers(weights, [new Constraint(1, "Like", LowerBound: 0.8, Unit: 3)], _ => [value], rate: 0.1);

        multipliers.Update(Tabular.Batch(Tabular.Bandit(null, 1, 1)));

        multipliers.Report.Single().Name.Should().Be("multiplier Like");
        multipliers.Report.Single().Value.Should().BeApproximately(expected, 1e-12);
        weights[0].Should().Be(2, "the main response has no bound");
    }

    [Fact]
    public void Normalized_GrowingWeight_KeepsTheSum()
    {
        var weights = new ResponseWeights(Initial) { [1] = 98 };

        weights.Normalized(0).Should().BeApproximately(3 * 2 / 100.0, 1e-12);
        weights.Normalized(1).Should().BeApproximately(3 * 98 / 100.0, 1e-12);
    }

    [Fact]
    public void DeterministicImprovement_Rows_IsTheNormalizedValueAndTheCloningTerm()
    {
        using var session = Tabular.OpenTorch(1);
        var (means, values, logged) = (tensor(new[,] { { 1.0, 2 }, { 0, 0 } }), tensor([3.0, -1]), tensor(new[,] { { 1.0, 0 }, { 1, 1 } }));

        double Loss(double cloning, Tensor? weights) => DeterministicImprovement.Loss(means, values, logged, cloning, weights).item<double>();

        Loss(0, null).Should().BeApproximately(-(3 - 1) / 2.0 / ((3 + 1) / 2.0), 1e-12);
        Loss(0.4, null).Should().BeApproximately(-0.5 + 0.4 * ((0 + 4) / 2.0 + (1 + 1) / 2.0) / 2, 1e-12);
        Loss(0.4, tensor([1.0, 0])).Should().BeApproximately(-1 + 0.4 * (0 + 4) / 2.0, 1e-12);
    }

    [Fact]
    public void DeterministicImprovement_SmallValues_AreNormalizedToo()
    {
        using var session = Tabular.OpenTorch(1);
        var (means, values) = (zeros(2, 1, dtype: ScalarType.Float64), tensor([3e-5, -1e-5]));

        DeterministicImprovement.Loss(means, values, means, 0, null).item<double>().Should().BeApproximately(-0.5, 1e-12);
        DeterministicImprovement.Loss(means, values.Times(0), means, 0, null).item<double>().Should().Be(0, "a value of 0 everywhere has no size to divide by");
    }

    [Fact]
    public void DeterministicImprovement_Normalizer_HasNoGradient()
    {
        using var session = Tabular.OpenTorch(1);
        using var values = tensor([3.0, -1], requires_grad: true);
        var means = zeros(2, 1, dtype: ScalarType.Float64);

        DeterministicImprovement.Loss(means, values, means, 0, null).backward();

        // This is d/dv_i of −mean(v) / 2, where 2 = mean|v| is held constant.
        Tabular.ToArray(values.grad!).Should().Equal([-0.25, -0.25], Tabular.Within(1e-12));
    }
}
