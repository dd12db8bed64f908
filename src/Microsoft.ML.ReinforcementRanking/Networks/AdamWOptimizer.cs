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
        => Descend([(this, loss)], maximumGradientNorm, sparse)[0][0];

    /// <summary>
    /// Takes one step of several optimizers down the gradients of sums of losses, at the weights that all of them begin with, and returns the losses.
    /// </summary>
    /// <param name="steps">The optimizers, which have no parameter in common, and the losses of each.</param>
    /// <param name="maximumGradientNorm">The norm above which the gradient of an optimizer is shortened to it, or null for none.</param>
    /// <param name="sparse">The matrices whose steps follow this one, and whose gradients are parts of the same gradient.</param>
    public static float[][] Descend(IReadOnlyList<(AdamWOptimizer Optimizer, Tensor Losses)> steps, double? maximumGradientNorm,
        IReadOnlyList<SparseLinear>? sparse = null)
    {
        Parameter[] parameters = [.. steps.SelectMany(step => step.Optimizer._parameters)];
        foreach (var parameter in parameters)
            parameter.grad = null;
        foreach (var (_, losses) in steps)
            losses.sum().backward();
        var sums = steps.Select(step => step.Losses);
        if (JointBatch.Current is { } joint)
            sums = steps[0].Optimizer._exchange.Sum(joint, parameters, sums);
        float[][] values = [.. sums.Select(losses => losses.detach().cpu().data<float>().ToArray())];
        foreach (var (optimizer, _) in steps)
        {
            if (maximumGradientNorm is { } maximum)
                GradientLimit.Shorten(optimizer._parameters, optimizer._parts, sparse ?? [], maximum);
            optimizer.Step();
        }
        return values;
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
            else if (HasRows(parameter) && IsSpan(gradient))
                StepByRows(step, parameter, mean, square, gradient);
            else
                StepByOperations(parameter, mean, square, gradient);
        }
    }

    /// <summary>Makes the step of a matrix that is a part of the columns of a wider one, whose rows are apart from each other.</summary>
    private static void StepByRows(AdamWStep step, Tensor parameter, Tensor mean, Tensor square, Tensor gradient)
    {
        var (rows, width, distance) = ((int)parameter.shape[0], (int)parameter.shape[1], (int)parameter.stride(0));
        using var memory = parameter.as_strided([((rows - 1L) * distance) + width], [1], parameter.storage_offset());
        Span<float> weights = Numbers(memory), means = Numbers(mean), squares = Numbers(square), gradients = Numbers(gradient);
        for (var row = 0; row < rows; row++)
        {
            var numbers = (row * width)..((row + 1) * width);
            step.Update(weights.Slice(row * distance, width), means[numbers], squares[numbers], gradients[numbers]);
        }
    }

    /// <summary>Makes the step of a parameter whose memory is not that of numbers or rows, such as one on a GPU.</summary>
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

    private static bool HasRows(Tensor tensor)
        => tensor.device.type == DeviceType.CPU && tensor.dim() == 2 && tensor.stride(1) == 1 && tensor.shape[0] > 0
            && tensor.shape[0] * tensor.stride(0) <= int.MaxValue / sizeof(float);

    private static Span<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private void BeginMoments() => _moments = [.. _parameters.Select(parameter => (parameter, NewMoment(parameter), NewMoment(parameter)))];

    private static Tensor NewMoment(Parameter parameter) => zeros_like(parameter).DetachFromDisposeScope();
}
