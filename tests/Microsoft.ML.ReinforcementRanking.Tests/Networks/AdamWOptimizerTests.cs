using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class AdamWOptimizerTests : IDisposable
{
    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly Tensor _matrix = tensor(new[] { 1f, -2, 0.5f, 3, 0.25f, -1 }, 3, 2);
    private readonly Tensor _targets = tensor(new[] { 0.3f, -0.7f, 2 });

    public void Dispose() => _session.Dispose();

    /// <summary>
    /// The weights after 1, 10, and 200 steps of torch.optim.AdamW from the same start on the same loss. The AdamW of TorchSharp creates temporary
    /// scalars, so it is not run here.
    /// </summary>
    [Theory]
    [InlineData(0.05, 0, new[] { 1.05f, 1.95f, 1.3957193f, 1.5044794f, 0.15568718f, -0.32750517f })]
    [InlineData(0.05, 0.01, new[] { 1.0495f, 1.949f, 1.3897923f, 1.4957122f, 0.15676002f, -0.3253816f })]
    [InlineData(1e-3, 0.5, new[] { 1.0005f, 1.9979999f, 1.0049776f, 1.9800473f, 1.0642263f, 1.62629f })]
    public void Descend_ManySteps_HasTheNumbersOfTorchsAdamW(double learningRate, double weightDecay, float[] expected)
    {
        var weights = Start();
        using var optimizer = new AdamWOptimizer([weights], learningRate, weightDecay);
        List<float> actual = [];

        for (var step = 1; step <= 200; step++)
        {
            optimizer.Descend(Loss(weights));
            if (step is 1 or 10 or 200)
                actual.AddRange(weights.data<float>().ToArray());
        }

        actual.Should().Equal(expected, (own, reference) => Math.Abs(own - reference) < 1e-6f);
    }

    [Fact]
    public void Descend_OneStep_HasTheNumbersOfTheAlgorithm()
    {
        using var parameter = new Parameter(tensor(new[] { 2f }));
        using var optimizer = new AdamWOptimizer([parameter], learningRate: 0.1, weightDecay: 0.5);

        optimizer.Descend(parameter.Times(3).sum()).Should().Be(6);

        // Both corrected moments are those of one gradient: 3 / (√9 + ε).
        parameter.item<float>().Should().BeApproximately((float)(2 * (1 - 0.1 * 0.5) - 0.1 * 3 / (3 + 1e-8)), 1e-6f);
    }

    [Fact]
    public void Descend_ParameterWithoutAPartInTheLoss_StaysAsItIs()
    {
        using var used = Start();
        using var unused = Start();
        using var optimizer = new AdamWOptimizer([used, unused], 0.1, weightDecay: 0.1);

        optimizer.Descend(Loss(used));

        unused.data<float>().ToArray().Should().Equal(1, 2);
    }

    /// <summary>A parameter whose numbers are not next to each other is updated by operations of libtorch, as one on a GPU is.</summary>
    [Theory]
    [InlineData(4, 8)]
    [InlineData(5, 7)]
    public void Descend_TransposedParameter_HasTheNumbersOfThePlainOne(int rows, int columns)
    {
        var (start, factors) = (Draws.Normal(rows, columns), Draws.Normal(rows, columns));
        using var plain = new Parameter(start.clone());
        using var transposed = new Parameter(start.t().contiguous().t());
        transposed.is_contiguous().Should().BeFalse();
        using AdamWOptimizer ofPlain = new([plain], 0.05, weightDecay: 0.1), ofTransposed = new([transposed], 0.05, weightDecay: 0.1);

        for (var step = 0; step < 20; step++)
        {
            ofPlain.Descend((plain * factors).sin().sum());
            ofTransposed.Descend((transposed * factors).sin().sum());
        }

        Tabular.ToArray(plain).Should().Equal(Tabular.ToArray(transposed.contiguous()), Tabular.Within(1e-5));
        Tabular.ToArray(plain).Should().NotEqual(Tabular.ToArray(start));
    }

    /// <summary>A parameter that is a part of the columns of a matrix is updated row by row, and the other columns stay.</summary>
    [Theory]
    [InlineData(1, 3)]
    [InlineData(7, 8)]
    [InlineData(5, 21)]
    public void Descend_ColumnsOfAMatrix_HaveTheNumbersOfThePlainOne(int rows, int columns)
    {
        var (start, factors) = (Draws.Normal(rows, columns), Draws.Normal(rows, columns));
        var matrix = Draws.Normal(rows, columns + 3);
        double[] Others() => Tabular.ToArray(cat([matrix.narrow(1, 0, 1), matrix.narrow(1, columns + 1, 2)], 1));
        var others = Others();
        matrix.narrow(1, 1, columns).copy_(start);
        using var plain = new Parameter(start.clone());
        using var part = new Parameter(matrix.narrow(1, 1, columns));
        using AdamWOptimizer ofPlain = new([plain], 0.05, weightDecay: 0.1), ofPart = new([part], 0.05, weightDecay: 0.1);

        for (var step = 0; step < 20; step++)
        {
            ofPlain.Descend((plain * factors).sin().sum());
            ofPart.Descend((part * factors).sin().sum());
        }

        Tabular.ToArray(part.contiguous()).Should().Equal(Tabular.ToArray(plain));
        Others().Should().Equal(others);
    }

    /// <summary>Two optimizers follow gradients at the weights that both begin with, although the losses of each have the weights of the other.</summary>
    [Fact]
    public void Descend_TwoOptimizers_StepAtTheSameWeights()
    {
        using Parameter one = new(tensor(new[] { 2f })), other = new(tensor(new[] { 3f })), alone = new(tensor(new[] { 3f }));
        using AdamWOptimizer ofOne = new([one], 0.1, weightDecay: 0), ofOther = new([other], 0.1, weightDecay: 0), ofAlone = new([alone], 0.1, weightDecay: 0);

        var ofBoth = (ofOther, stack([other * one.detach(), other.Squared()]));
        var losses = AdamWOptimizer.Descend([(ofOne, one * other.detach()), ofBoth], maximumGradientNorm: null);
        ofAlone.Descend(alone.Times(2).Plus(alone.Squared()).sum());

        losses.Should().BeEquivalentTo(new float[][] { [6], [6, 9] });
        one.item<float>().Should().BeApproximately(1.9f, 1e-6f);
        other.item<float>().Should().Be(alone.item<float>());
    }

    private static Parameter Start() => new(tensor(new[] { 1f, 2 }).clone());

    private Tensor Loss(Tensor weights) => Losses.SquaredError(_matrix.matmul(weights), _targets, null);
}
