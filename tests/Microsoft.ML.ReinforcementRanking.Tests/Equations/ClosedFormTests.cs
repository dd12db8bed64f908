using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests the numbers of docs/equations-tscac.md (E1), (E2).</summary>
public sealed class ClosedFormTests
{
    private const double Tolerance = 1e-6;

    private static readonly double[] Advantages = [1, 0, -0.5];
    private static readonly double[] First = [0.2, 0.5, 0.3];
    private static readonly double[] Second = [0.6, 0.1, 0.3];
    private static readonly double[] Strengths = [0.5, 1.5];

    [Fact]
    public void Logits_OneStateThreeActions_GiveTheOptimumAndItsNormalizer()
    {
        using var session = Tabular.OpenTorch(1);

        var (policy, logNormalizer) = Optimum(Advantages, Strengths);

        policy.Should().Equal([0.662350, 0.131769, 0.205881], Tabular.Within(Tolerance));
        Math.Exp(logNormalizer).Should().BeApproximately(1.134829467346, 1e-11);
        (Strengths.Sum() * logNormalizer).Should().BeApproximately(0.252964781, 1e-9).And.BeApproximately(Lagrangian(policy), 1e-12);
    }

    [Fact]
    public void Logits_OneStateThreeActions_NoOtherDistributionScoresHigher()
    {
        using var session = Tabular.OpenTorch(2);
        var (policy, _) = Optimum(Advantages, Strengths);

        for (var trial = 0; trial < 1000; trial++)
        {
            // The policies range from far away from the optimum to very close to it.
            var scale = Math.Pow(10, -4 * Draws.Uniform(1).item<float>());
            var other = Normalize([.. policy.Zip(Tabular.ToArray(Draws.Normal(3)), (own, noise) => own * Math.Exp(scale * noise))]);

            Lagrangian(other).Should().BeLessThanOrEqualTo(Lagrangian(policy) + 1e-12);
        }
    }

    public static TheoryData<double, double[], double> Limits => new()
    {
        { 1e6, [0.503516, 0.165152, 0.331332], Tolerance },
        { 10, [0.520158, 0.162290, 0.317551], Tolerance },
        { 0.1, [0.997433, 0.002204, 0.000363], Tolerance },
        { 1e-3, [1, 0, 0], 1e-12 },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Logits_ScaledStrengths_GoFromTheMixtureToTheBestAction(double factor, double[] expected, double tolerance)
    {
        using var session = Tabular.OpenTorch(3);

        var (policy, _) = Optimum(Advantages, [.. Strengths.Select(strength => strength * factor)]);

        policy.Should().Equal(expected, Tabular.Within(tolerance));
    }

    [Fact]
    public void Logits_UniformAuxiliaries_AreASoftmaxOfTheAdvantage()
    {
        using var session = Tabular.OpenTorch(4);
        double[] uniform = [1 / 3.0, 1 / 3.0, 1 / 3.0];

        var (policy, _) = Optimum(Advantages, Strengths, uniform, uniform);

        policy.Should().Equal([0.481024, 0.291756, 0.227220], Tabular.Within(Tolerance));
    }

    [Fact]
    public void Logits_SingleAuxiliary_WeighsItFully()
    {
        using var session = Tabular.OpenTorch(5);

        var (policy, _) = Optimum(Advantages, [1], First);

        policy.Should().Equal([0.443578, 0.407958, 0.148464], Tabular.Within(Tolerance));
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1)]
    [InlineData(1e3)]
    public void Logits_ConstantAdvantage_GiveTheMixtureForEveryStrength(double factor)
    {
        using var session = Tabular.OpenTorch(6);
        var mixture = Normalize([.. First.Zip(Second, (first, second) => Math.Pow(first, 0.25) * Math.Pow(second, 0.75))]);

        var (policy, _) = Optimum([7, 7, 7], [.. Strengths.Select(strength => strength * factor)]);

        policy.Should().Equal(mixture, Tabular.Within(Tolerance));
    }

    [Fact]
    public void Logits_ShiftedAdvantage_GiveTheSamePolicy()
    {
        using var session = Tabular.OpenTorch(7);

        var (shifted, _) = Optimum([.. Advantages.Select(advantage => advantage + 123)], Strengths);

        shifted.Should().Equal(Optimum(Advantages, Strengths).Policy, Tabular.Within(Tolerance));
    }

    [Fact]
    public void Logits_EqualAuxiliariesAndNoAdvantage_GiveTheAuxiliary()
    {
        using var session = Tabular.OpenTorch(8);

        Optimum([0, 0, 0], Strengths, First, First).Policy.Should().Equal(First, Tabular.Within(Tolerance));
    }

    [Fact]
    public void Logits_StrongerConstraint_NeverLeadsAwayFromItsPolicy()
    {
        using var session = Tabular.OpenTorch(9);
        var divergences = Enumerable.Range(-12, 25)
            .Select(exponent => Optimum(Advantages, [0.5, Math.Pow(2, exponent)]).Policy)
            .Select(policy => Divergence(policy, Second))
            .ToArray();

        divergences.Should().BeInDescendingOrder();
        divergences[^1].Should().BeApproximately(0, 1e-3);
    }

    [Fact]
    public void Floor_PolicyThatExcludesAnAction_KeepsItsVetoSmall()
    {
        using var session = Tabular.OpenTorch(10);
        var excluding = tensor([Math.Log(0.75), Math.Log(0.25), double.NegativeInfinity]);

        var floored = Tabular.ToArray(ClosedForm.Floor(excluding, 1e-3, excluding.FilledWith(Math.Log(1e-3 / 3))).exp());

        floored.Should().Equal([0.75 * 0.999 + 1e-3 / 3, 0.25 * 0.999 + 1e-3 / 3, 1e-3 / 3], Tabular.Within(Tolerance));
        floored.Sum().Should().BeApproximately(1, Tolerance);
    }

    private static (double[] Policy, double LogNormalizer) Optimum(double[] advantages, double[] strengths, params double[][] auxiliaries)
    {
        double[][] policies = auxiliaries.Length == 0 ? [First, Second] : auxiliaries;
        using var scope = NewDisposeScope();
        var logits = ClosedForm.Logits([.. policies.Take(strengths.Length).Select(policy => tensor(policy).log())], strengths, tensor(advantages));
        return (Tabular.ToArray(logits.softmax(0)), logits.logsumexp(0).item<double>());
    }

    /// <summary>Computes <c>E_π[A_1] − Σ λ_i KL(π ‖ π_i)</c>.</summary>
    private static double Lagrangian(double[] policy) => policy.Zip(Advantages, (own, advantage) => own * advantage).Sum()
        - Strengths[0] * Divergence(policy, First) - Strengths[1] * Divergence(policy, Second);

    private static double Divergence(double[] policy, double[] other) => policy.Zip(other, (own, reference) => own * Math.Log(own / reference)).Sum();

    private static double[] Normalize(double[] weights) => [.. weights.Select(weight => weight / weights.Sum())];
}
