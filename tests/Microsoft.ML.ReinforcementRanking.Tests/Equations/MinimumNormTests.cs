using Microsoft.ML.Trainers.ReinforcementRanking.Learning;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests multi-gradient descent: docs/equations-tscac.md (E10).</summary>
public sealed class MinimumNormTests
{
    [Theory]
    [InlineData(1, 0, 0, 1, 0.5, 0.5, 0.5)]
    [InlineData(1, 0, 3, 0, 1, 1, 0)]
    [InlineData(1, 2, -1, -2, 0.5, 0, 0)]
    [InlineData(2, 1, -1, 3, 9.0 / 13, 14.0 / 13, 21.0 / 13)]
    public void Weights_TwoGradients_AreTheClosedForm(double x1, double y1, double x2, double y2, double weight, double x, double y)
    {
        double[][] gradients = [[x1, y1], [x2, y2]];

        var weights = Weights(gradients);

        weights.Should().Equal([weight, 1 - weight], Tabular.Within(1e-6));
        Combine(gradients, weights).Should().Equal([x, y], Tabular.Within(1e-6));
    }

    [Fact]
    public void Weights_OneGradient_IsItself() => Weights([[3, -4]]).Should().Equal(1);

    [Fact]
    public void Weights_NoGradient_AreEven() => Weights([[0, 0], [0, 0]]).Should().Equal(0.5, 0.5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Weights_ManyGradients_GiveADirectionThatNoneOpposes(int seed)
    {
        var random = new Random(seed);
        double[][] gradients = [.. Enumerable.Range(0, 6).Select(_ => Enumerable.Range(0, 8).Select(_ => Worlds.BanditWorld.Normal(random)).ToArray())];

        var weights = Weights(gradients);

        weights.Sum().Should().BeApproximately(1, 1e-9);
        weights.Should().OnlyContain(weight => weight >= 0);
        var direction = Combine(gradients, weights);
        // For the shortest vector d of a convex hull, <d, g> ≥ <d, d> holds for every g in it, with equality if g has a weight (Désidéri 2012).
        var length = Product(direction, direction);
        foreach (var (gradient, weight) in gradients.Zip(weights))
        {
            Product(gradient, direction).Should().BeGreaterThanOrEqualTo(length - 1e-9);
            if (weight > 1e-6)
                Product(gradient, direction).Should().BeApproximately(length, 1e-9);
        }
    }

    [Fact]
    public void Weights_HullAroundTheOrigin_AreThoseOfNoDirection()
        => Combine([[2, 0], [-1, 1], [-1, -3]], Weights([[2, 0], [-1, 1], [-1, -3]])).Should().Equal([0, 0], Tabular.Within(1e-5));

    private static double[] Weights(double[][] gradients)
    {
        var products = new double[gradients.Length, gradients.Length];
        for (var row = 0; row < gradients.Length; row++)
        {
            for (var column = 0; column < gradients.Length; column++)
                products[row, column] = Product(gradients[row], gradients[column]);
        }
        return MinimumNorm.Weights(products);
    }

    private static double Product(double[] first, double[] second) => first.Zip(second, (x, y) => x * y).Sum();

    private static double[] Combine(double[][] gradients, double[] weights)
        => [.. Enumerable.Range(0, gradients[0].Length).Select(index => gradients.Zip(weights, (gradient, weight) => weight * gradient[index]).Sum())];
}
