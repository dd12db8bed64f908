using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the numbers of docs/equations-tscac.md (E4), with <c>A(a) = −k/2 (a − c)²</c> and two Gaussian references.</summary>
public sealed class GaussianImprovementTests
{
    private const double Tolerance = 1e-6;
    private const double Curvature = 0.02;
    private const double Best = 60;

    [Fact]
    public void Loss_QuadraticValue_IsMinimalAtTheClosedFormGaussian()
    {
        using var session = Tabular.OpenTorch(1);
        (double Mean, double Deviation)[] references = [(10, 5), (40, 10)];
        double[] strengths = [0.5, 1.5];
        var (mean, logDeviation) = (tensor(new[,] { { 25.0 } }, requires_grad: true), tensor([0.0], requires_grad: true));

        // A unit step of either sign has the moments of a normal distribution, which is exact if the value is quadratic.
        Tabular.Minimize(
            () => GaussianImprovement.Loss(
                mean, logDeviation, Value, ones(1, 1, ScalarType.Float64),
                [.. references.Zip(strengths, (reference, strength)
                    => new GaussianReference(tensor(new[,] { { reference.Mean } }), tensor([Math.Log(reference.Deviation)]), strength))],
                zeros(1, 1, ScalarType.Float64), 0, null),
            200, (mean, 10), (logDeviation, 0.1));

        // Λ = 2, w = (0.25, 0.75).
        var precision = 0.25 / (5 * 5) + 0.75 / (10 * 10) + Curvature / 2;
        mean.item<double>().Should()
            .BeApproximately((0.25 * 10 / 25 + 0.75 * 40 / 100 + Curvature * Best / 2) / precision, Tolerance).And.BeApproximately(36.363636, Tolerance);
        logDeviation.exp().item<double>().Should().BeApproximately(1 / Math.Sqrt(precision), Tolerance).And.BeApproximately(6.030227, Tolerance);
    }

    [Fact]
    public void Loss_ReferencesOfVarianceOneHalf_IsTheDeterministicPenalty()
    {
        using var session = Tabular.OpenTorch(2);
        var mean = tensor(new[,] { { 25.0 } }, requires_grad: true);

        Tabular.Minimize(() => PenaltyLoss(mean, [10, 40], 0.01, 0.001), 200, (mean, 10));

        mean.item<double>()
            .Should().BeApproximately((Curvature * Best + 2 * 0.01 * (10 + 40) + 2 * 0.001 * 25) / (Curvature + 2 * 0.01 * 2 + 2 * 0.001), Tolerance)
            .And.BeApproximately(36.290323, Tolerance);
    }

    [Fact]
    public void Loss_DeterministicPenalty_HasTheValueOfTheFormula()
    {
        using var session = Tabular.OpenTorch(3);
        const double Action = 33;

        var loss = PenaltyLoss(tensor(new[,] { { Action } }), [10, 40], 0.01, 0.001).item<double>();

        loss.Should()
            .BeApproximately(Curvature / 2 * Math.Pow(Action - Best, 2) + 0.01 * (Math.Pow(Action - 10, 2) + Math.Pow(Action - 40, 2))
            + 0.001 * Math.Pow(Action - 25, 2), 1e-9);
    }

    [Fact]
    public void Loss_NoConstraintAndNoCloning_ClimbsTheValueAlone()
    {
        using var session = Tabular.OpenTorch(4);
        var mean = tensor(new[,] { { 25.0 } }, requires_grad: true);

        var gradient = autograd.grad([PenaltyLoss(mean, [10, 40], 0, 0)], [mean])[0].item<double>();
        Tabular.Minimize(() => PenaltyLoss(mean, [10, 40], 0, 0), 200, (mean, 10));

        gradient.Should().BeApproximately(Curvature * (25 - Best), 1e-12, "lambda 0 is plain DDPG");
        mean.item<double>().Should().BeApproximately(Best, Tolerance);
    }

    [Fact]
    public void GaussianDivergence_TwoDimensions_IsTheFormula()
    {
        using var session = Tabular.OpenTorch(5);
        static double OneDimension(double mean, double deviation, double otherMean, double otherDeviation)
            => Math.Log(otherDeviation / deviation) + (deviation * deviation + Math.Pow(mean - otherMean, 2)) / (2 * otherDeviation * otherDeviation) - 0.5;

        var divergence = Losses.GaussianDivergence(
            tensor(new[,] { { 1.0, 2.0 }, { 0, 0 } }), tensor([Math.Log(0.5), Math.Log(2)]), tensor(new[,] { { 3.0, 1.0 }, { 0, 0 } }),
            tensor([Math.Log(4), Math.Log(2)]));

        Tabular.ToArray(divergence).Should().Equal(
            [OneDimension(1, 0.5, 3, 4) + OneDimension(2, 2, 1, 2), OneDimension(0, 0.5, 0, 4)], Tabular.Within(1e-12));
    }

    private static Tensor Value(Tensor actions) => actions.Minus(Best).Squared().Times(-Curvature / 2).squeeze(-1);

    // The references and the policy have variance 1/2. Without noise, KL is the squared distance of the means.
    private static Tensor PenaltyLoss(Tensor mean, double[] references, double strength, double cloningStrength)
    {
        var logDeviation = tensor([Math.Log(Math.Sqrt(0.5))]);
        return GaussianImprovement.Loss(
            mean, logDeviation, Value, zeros(1, 1, ScalarType.Float64),
            [.. references.Select(reference => new GaussianReference(tensor(new[,] { { reference } }), logDeviation, strength))],
            tensor(new[,] { { 25.0 } }), cloningStrength, null);
    }
}
