using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents Adam with decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2), with the same numbers as libtorch's own optimizer. TorchSharp's
/// form of that optimizer passes temporary scalars to native calls (docs/decisions/0010-kept-scalars.md).
/// </summary>
internal sealed class AdamWOptimizer : IDisposable
{
    private const double FirstDecay = 0.9, SecondDecay = 0.999;

    private readonly double _learningRate;
    private readonly Parameter[] _parameters;
    private readonly Scalar _one = 1L, _shrinkage, _epsilon = 1e-8;
    private readonly Scalar _firstDecay = FirstDecay, _firstShare = 1 - FirstDecay, _secondDecay = SecondDecay, _secondShare = 1 - SecondDecay;
    private (Parameter Parameter, Tensor Mean, Tensor Square)[] _moments = [];
    private int _steps;

    public AdamWOptimizer(IEnumerable<Parameter> parameters, double learningRate, double weightDecay)
    {
        _learningRate = learningRate;
        _shrinkage = 1 - learningRate * weightDecay;
        _parameters = [.. parameters];
    }

    /// <summary>Takes one step down the gradient of the loss, and returns the loss.</summary>
    public double Descend(Tensor loss)
    {
        foreach (var parameter in _parameters)
            parameter.grad = null;
        loss.backward();
        Step();
        return loss.item<float>();
    }

    public void Dispose()
    {
        foreach (var (_, mean, square) in _moments)
        {
            mean.Dispose();
            square.Dispose();
        }
        foreach (var scalar in (Scalar[])[_one, _shrinkage, _epsilon, _firstDecay, _firstShare, _secondDecay, _secondShare])
            scalar.Dispose();
    }

    private void Step()
    {
        using var noGrad = no_grad();
        // Learners that are trained as a part of a group never step, and need no moments.
        if (_steps++ == 0)
            _moments = [.. _parameters.Select(parameter => (parameter, NewMoment(parameter), NewMoment(parameter)))];
        using Scalar rootOfCorrection = Math.Sqrt(1 - Math.Pow(SecondDecay, _steps));
        using Scalar stepSize = -_learningRate / (1 - Math.Pow(FirstDecay, _steps));
        foreach (var (parameter, mean, square) in _moments)
        {
            using var gradient = parameter.grad;
            if (gradient is null)
                continue;
            parameter.mul_(_shrinkage);
            mean.mul_(_firstDecay).add_(gradient, _firstShare);
            square.mul_(_secondDecay).addcmul_(gradient, gradient, _secondShare);
            using var scale = square.sqrt();
            parameter.addcdiv_(mean, scale.div_(rootOfCorrection).add_(_epsilon, _one), stepSize);
        }
    }

    private static Tensor NewMoment(Parameter parameter) => zeros_like(parameter).DetachFromDisposeScope();
}
