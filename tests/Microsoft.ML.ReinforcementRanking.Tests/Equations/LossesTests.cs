using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Tests terms of losses with short examples, and guards against the broadcasting errors of the authors' code (docs/equations-tscac.md (B3), (B4), (B5),
/// (B6)).
/// </summary>
public sealed class LossesTests
{
    [Fact]
    public void DiscountedTarget_TerminalRow_HasNoBootstrapTerm()
    {
        using var session = Tabular.OpenTorch(1);

        var target = Losses.DiscountedTarget(tensor([1.0, 2.0]), tensor([2.0, 5.0]), tensor([1.0, 0.0]), 0.99);

        Tabular.ToArray(target).Should().Equal([1 + 0.99 * 2, 2], Tabular.Within(1e-12));
    }

    [Fact]
    public void DiscountedTarget_ValuesThatDependOnParameters_CarryNoGradient()
    {
        using var session = Tabular.OpenTorch(2);
        var values = tensor([2.0, 5.0], requires_grad: true);

        Losses.DiscountedTarget(tensor([1.0, 2.0]), values, ones_like(values).detach(), 0.99).requires_grad.Should().BeFalse();
    }

    [Fact]
    public void SquaredError_RowWeights_IsTheirWeightedMean()
    {
        using var session = Tabular.OpenTorch(3);
        var (predictions, targets) = (tensor([1.0, 2.0]), tensor([4.0, 0.0]));

        Losses.SquaredError(predictions, targets, null).item<double>().Should().BeApproximately((9 + 4) / 2.0, 1e-12);
        Losses.SquaredError(predictions, targets, tensor([1.0, 3.0])).item<double>().Should().BeApproximately((1 * 9 + 3 * 4) / 4.0, 1e-12);
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(1e6)]
    public void SquaredError_RowWeightsInAnotherUnit_IsTheSameMean(double unit)
    {
        using var session = Tabular.OpenTorch(3);

        Losses.SquaredError(tensor([1.0, 2.0]), tensor([4.0, 0.0]), tensor([1 * unit, 3 * unit])).item<double>()
            .Should().BeApproximately((1 * 9 + 3 * 4) / 4.0, 1e-12);
    }

    [Fact]
    public void Cloning_Floor_MixesInTheMeanOverCandidates()
    {
        using var session = Tabular.OpenTorch(4);

        Losses.Cloning(tensor([-1.0, -3.0]), tensor([-2.0, -4.0]), 0.1, null).item<double>()
            .Should().BeApproximately((0.9 * 1 + 0.1 * 2 + 0.9 * 3 + 0.1 * 4) / 2, 1e-12);
    }

    [Fact]
    public void Mean_NoWeightAtAll_IsZeroAndNotNotANumber()
    {
        using var session = Tabular.OpenTorch(5);

        Losses.Mean(tensor([1.0, 2.0]), tensor([0.0, 0.0])).item<double>().Should().Be(0);
    }

    public static TheoryData<string> Terms
        => ["target next values", "target continues", "squared error", "squared error weights", "cloning", "policy gradient advantages",
        "policy gradient ratios", "weighted likelihood", "mean"];

    [Theory]
    [MemberData(nameof(Terms))]
    public void Losses_RowsBesideAColumn_ThrowInsteadOfBroadcasting(string term)
    {
        using var session = Tabular.OpenTorch(6);
        var (rows, column) = (ones(4), ones(4, 1));

        var compute = () => Term(term, rows, column);

        compute.Should().Throw<InvalidOperationException>().WithMessage("A loss needs [rows] tensors of one length, but got [4] and [4, 1].");
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void Losses_OtherNumberOfRows_Throw(string term)
    {
        using var session = Tabular.OpenTorch(7);

        var compute = () => Term(term, ones(4), ones(1));

        compute.Should().Throw<InvalidOperationException>().WithMessage("*[4] and [1].");
    }

    [Fact]
    public void Losses_ColumnsThroughout_ThrowToo()
    {
        using var session = Tabular.OpenTorch(8);

        var compute = () => Losses.SquaredError(ones(4, 1), ones(4, 1), null);

        compute.Should().Throw<InvalidOperationException>();
    }

    private static Tensor Term(string term, Tensor rows, Tensor other) => term switch
    {
        "target next values" => Losses.DiscountedTarget(rows, other, rows, 0.9),
        "target continues" => Losses.DiscountedTarget(rows, rows, other, 0.9),
        "squared error" => Losses.SquaredError(rows, other, null),
        "squared error weights" => Losses.SquaredError(rows, rows, other),
        "cloning" => Losses.Cloning(rows, other, 0.1, null),
        "policy gradient advantages" => Losses.PolicyGradient(rows, other, rows, 20, null),
        "policy gradient ratios" => Losses.PolicyGradient(rows, rows, other, 20, null),
        "weighted likelihood" => Losses.WeightedLikelihood(rows, other, 20, null),
        "mean" => Losses.Mean(rows, other),
        _ => throw new ArgumentOutOfRangeException(nameof(term), term, null),
    };
}
