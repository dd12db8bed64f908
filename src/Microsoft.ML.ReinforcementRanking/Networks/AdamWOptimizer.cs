using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents Adam with decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2), with the same numbers as libtorch's own optimizer. TorchSharp's
/// form of that optimizer passes temporary scalars to native calls (docs/decisions/0010-kept-scalars.md), and reads every number several times.
/// </summary>
internal sealed class AdamWOptimizer : IDisposable
{
    private readonly double _learningRate, _weightDecay;
    private readonly int _parts;
    private readonly Parameter[] _parameters;
    private readonly GradientExchange _exchange = new();
    private readonly Scalar _one = 1L, _shrinkage, _epsilon = AdamWStep.Epsilon;
    private readonly Scalar _firstDecay = AdamWStep.FirstDecay, _firstShare = 1 - AdamWStep.FirstDecay;
    private readonly Scalar _secondDecay = AdamWStep.SecondDecay, _secondShare = 1 - AdamWStep.SecondDecay;
    private (Parameter Parameter, Tensor Mean, Tensor Square)[] _moments = [];
    private int _steps;

    /// <param name="parameters">The parameters.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="weightDecay">The weight decay.</param>
    /// <param name="parts">The number of equal parts of each parameter, one after another, which are trained independently of each other.</param>
    public AdamWOptimizer(IEnumerable<Parameter> parameters, double learningRate, double weightDecay, int parts = 1)
    {
        (_learningRate, _weightDecay, _parts) = (learningRate, weightDecay, parts);
        _shrinkage = 1 - learningRate * weightDecay;
        _parameters = [.. parameters];
    }

    /// <summary>Takes one step down the gradient of the loss, and returns the loss.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="maximumGradientNorm">The norm above which the gradient is shortened to it, or null for none.</param>
    /// <param name="sparse">The matrices whose steps follow this one, and whose gradients are parts of the same gradient.</param>
    public double Descend(Tensor loss, double? maximumGradientNorm = null, IReadOnlyList<SparseLinear>? sparse = null)
    {
        foreach (var parameter in _parameters)
            parameter.grad = null;
        loss.backward();
        var value = JointBatch.Current is { } joint ? _exchange.Sum(joint, _parameters, loss) : loss.item<float>();
        if (maximumGradientNorm is { } maximum)
            GradientLimit.Shorten(_parameters, _parts, sparse ?? [], maximum);
        Step();
        return value;
    }

    /// <summary>Continues from the moments of another optimizer, some of whose parts are the parameters here.</summary>
    /// <param name="other">The other optimizer.</param>
    /// <param name="kept">The numbers of the parts that are left.</param>
    public void Continue(AdamWOptimizer other, IReadOnlyList<int> kept)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        _steps = other._steps;
        _moments = [.. _parameters.Zip(other._moments, (parameter, before) => (parameter, Left(before.Mean), Left(before.Square)))];

        Tensor Left(Tensor moment)
        {
            var tensors = kept.Select(part => moment.view(other._parts, -1)[part]);
            return stack(tensors).view([moment.shape[0] / other._parts * kept.Count, .. moment.shape[1..]]).DetachFromDisposeScope();
        }
    }

    /// <summary>Visits the moments of the parameters.</summary>
    public void Visit(StateArchive archive)
    {
        archive.Visit(ref _steps);
        if (_steps > 0 && _moments.Length == 0)
            BeginMoments();
        foreach (var (_, mean, square) in _moments)
        {
            archive.Visit(mean);
            archive.Visit(square);
        }
    }

    public void Dispose()
    {
        _exchange.Dispose();
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
            BeginMoments();
        var step = new AdamWStep(_steps, _learningRate, _weightDecay);
        foreach (var (parameter, mean, square) in _moments)
        {
            using var gradient = parameter.grad;
            if (gradient is null)
                continue;
            if (IsSpan(parameter) && IsSpan(gradient))
                step.Update(Numbers(parameter), Numbers(mean), Numbers(square), Numbers(gradient));
            else
                StepByOperations(parameter, mean, square, gradient);
        }
    }

    /// <summary>Makes the step of a parameter that is not a span of numbers, such as one on a GPU.</summary>
    private void StepByOperations(Tensor parameter, Tensor mean, Tensor square, Tensor gradient)
    {
        using Scalar rootOfCorrection = AdamWStep.RootOfCorrection(_steps);
        using Scalar stepSize = -AdamWStep.Rate(_steps, _learningRate);
        parameter.mul_(_shrinkage);
        mean.mul_(_firstDecay).add_(gradient, _firstShare);
        square.mul_(_secondDecay).addcmul_(gradient, gradient, _secondShare);
        using var scale = square.sqrt();
        parameter.addcdiv_(mean, scale.div_(rootOfCorrection).add_(_epsilon, _one), stepSize);
    }

    private static bool IsSpan(Tensor tensor)
        => tensor.device.type == DeviceType.CPU && tensor.is_contiguous() && tensor.numel() <= int.MaxValue / sizeof(float);

    private static Span<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private void BeginMoments() => _moments = [.. _parameters.Select(parameter => (parameter, NewMoment(parameter), NewMoment(parameter)))];

    private static Tensor NewMoment(Parameter parameter) => zeros_like(parameter).DetachFromDisposeScope();
}
