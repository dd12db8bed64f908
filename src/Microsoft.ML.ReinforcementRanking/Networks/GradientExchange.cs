using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Adds up the gradients of a step over the ranks of a <see cref="JointBatch"/>, in one call, because a call costs more than most of the numbers in it.
/// </summary>
internal sealed class GradientExchange : IDisposable
{
    private Tensor? _buffer;

    /// <summary>Replaces gradients by their sums over the ranks, which stay in the buffer, and returns the sums of the losses, in the buffer, too.</summary>
    public Tensor[] Sum(JointBatch joint, IEnumerable<Parameter> parameters, IEnumerable<Tensor> losses)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // The loss depends on the same parameters on every rank.
        Parameter[] used = [.. parameters.Where(parameter => parameter.grad is not null)];
        Tensor[] numbers = [.. used.Select(parameter => parameter.grad!), .. losses.Select(loss => loss.detach())];
        var length = numbers.Sum(part => part.numel()) + 1;
        if (_buffer?.numel() != length)
        {
            _buffer?.Dispose();
            _buffer = empty(length).DetachFromDisposeScope();
        }
        var places = Places(_buffer, numbers);
        foreach (var (part, place) in numbers.Zip(places))
            place.copy_(part);
        joint.SumWithCancellation(_buffer);
        foreach (var (parameter, place) in used.Zip(places))
            parameter.grad = place.to(parameter.device);
        return [.. places[used.Length..].Select(sum => sum.MoveToOuterDisposeScope())];
    }

    public void Dispose() => _buffer?.Dispose();

    /// <summary>Divides the start of the buffer among tensors of numbers.</summary>
    private static Tensor[] Places(Tensor buffer, Tensor[] numbers)
    {
        var places = new Tensor[numbers.Length];
        var start = 0L;
        for (var index = 0; index < places.Length; index++)
        {
            var count = numbers[index].numel();
            places[index] = buffer.narrow(0, start, count).view(numbers[index].shape);
            start += count;
        }
        return places;
    }
}
