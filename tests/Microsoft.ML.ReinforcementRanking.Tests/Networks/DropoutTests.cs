using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class DropoutTests : IDisposable
{
    private const double Rate = 0.3;

    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void DropoutMask_ManyValues_KeepsTheirMeanAndDropsTheShare()
    {
        var values = RandomSource.Current.DropoutMask([100, 100], 0.2).data<float>().ToArray();

        // The margin is four standard errors of a share of 10,000 draws: 4 √(0.2 · 0.8 / 10,000) = 0.016.
        (values.Count(value => value == 0) / 10_000.0).Should().BeApproximately(0.2, 0.016);
        values.Should().OnlyContain(value => value == 0 || value == 1 / 0.8f);
    }

    [Fact]
    public void PlannedModule_Dropout_HasTheValuesAndGradientsOfThePlainForm()
    {
        using var module = new PlannedModule(NetworkPlan.Tower(6, [16, 8], 2), Rate);
        var states = RandomSource.Current.Normal(1, 32, 6);
        states.requires_grad = true;

        RandomSource.Current.Restart(5);
        var (values, gradients) = WithGradients(module, states, module.Forward);
        RandomSource.Current.Restart(5);
        var (plainValues, plainGradients) = WithGradients(module, states, input => Plain(module, input));

        values.Should().Equal(plainValues, (actual, expected) => Math.Abs(actual - expected) < 1e-5);
        gradients.Should().Equal(plainGradients, (actual, expected) => Math.Abs(actual - expected) < 1e-5);
        gradients.Should().Contain(gradient => gradient != 0);
    }

    /// <summary>Drops units of the ReLU's output, as dropout is defined.</summary>
    private static Tensor Plain(PlannedModule module, Tensor input)
    {
        Tensor[] weights = [.. module.AllParameters()];
        Tensor Layer(Tensor values, int layer) => nn.functional.linear(values, weights[2 * layer], weights[2 * layer + 1]);
        Tensor Drop(Tensor values) => values * RandomSource.Current.DropoutMask(values.shape, Rate);
        return Layer(Drop(nn.functional.relu(Layer(Drop(nn.functional.relu(Layer(input, 0))), 1))), 2);
    }

    private static (float[] Values, float[] Gradients) WithGradients(PlannedModule module, Tensor states, Func<Tensor, Tensor> forward)
    {
        var values = forward(states);
        Tensor[] inputs = [states, .. module.AllParameters()];
        var gradients = autograd.grad([values.Squared().sum()], inputs);
        return (values.data<float>().ToArray(), [.. gradients.SelectMany(gradient => gradient.data<float>().ToArray())]);
    }
}
