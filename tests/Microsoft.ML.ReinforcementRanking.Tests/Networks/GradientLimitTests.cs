using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class GradientLimitTests : IDisposable
{
    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(1, new[] { 0.2f, 0.4f }, new[] { 0.4f, 0.8f })] // The norm is √(1 + 4 + 4 + 16) = 5.
    [InlineData(5, new[] { 1f, 2f }, new[] { 2f, 4f })]
    public void Shorten_TwoParameters_HaveTheNormTogether(double maximumNorm, float[] first, float[] second)
    {
        using var one = WithGradient(1, 2);
        using var other = WithGradient(2, 4);
        using var unused = new Parameter(zeros(2));

        GradientLimit.Shorten([one, other, unused], 1, [], maximumNorm);

        Gradient(one).Should().Equal(first, IsNear);
        Gradient(other).Should().Equal(second, IsNear);
    }

    [Fact]
    public void Shorten_Parts_HaveNormsOfTheirOwn()
    {
        // Of two parts: the first has the norm √(9 + 16) = 5, and the second one √(0.36 + 0.64) = 1.
        using var one = WithGradient(3, 0.6f);
        using var other = WithGradient(4, 0.8f);

        GradientLimit.Shorten([one, other], 2, [], maximumNorm: 2.5);

        Gradient(one).Should().Equal([1.5f, 0.6f], IsNear);
        Gradient(other).Should().Equal([2, 0.8f], IsNear);
    }

    [Fact]
    public void Shorten_GradientThatIsNotFinite_LeavesOneThatIsNot()
    {
        using var one = WithGradient(1, float.PositiveInfinity);

        GradientLimit.Shorten([one], 1, [], maximumNorm: 1);

        Gradient(one).Should().Contain(value => !float.IsFinite(value));
    }

    private static bool IsNear(float own, float expected) => Math.Abs(own - expected) < 1e-6f;

    private static float[] Gradient(Parameter parameter) => parameter.grad!.data<float>().ToArray();

    /// <summary>Returns a parameter whose gradient has the given values.</summary>
    private static Parameter WithGradient(params float[] values)
    {
        var parameter = new Parameter(zeros(values.Length));
        (parameter * tensor(values)).sum().backward();
        return parameter;
    }
}
