using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Adds up the gradients of an optimizer over the ranks of a <see cref="JointBatch"/>, in one call, because a call costs more than most of the numbers in it.
/// </summary>
internal sealed class GradientExchange : IDisposable
{
    private Tensor? _buffer;

    /// <summary>Replaces gradients by their sums over the ranks, which stay in the buffer, and returns the sum of the losses.</summary>
    public double Sum(JointBatch joint, IReadOnlyList<Parameter> parameters, Tensor loss)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // The loss depends on the same parameters on every rank.
        Parameter[] used = [.. parameters.Where(parameter => parameter.grad is not null)];
        Tensor[] numbers = [.. used.Select(parameter => parameter.grad!), loss.detach()];
        var length = numbers.Sum(part => part.numel());
        if (_buffer?.numel() != length)
        {
            _buffer?.Dispose();
            _buffer = empty(length).DetachFromDisposeScope();
        }
        var places = Places(_buffer, numbers);
        foreach (var (part, place) in numbers.Zip(places))
            place.copy_(part);
        joint.SumInPlace(_buffer);
        foreach (var (parameter, place) in used.Zip(places))
            parameter.grad = place.to(parameter.device);
        return places[^1].item<float>();
    }

    public void Dispose() => _buffer?.Dispose();

    /// <summary>Divides the buffer among the gradients.</summary>
    private static Tensor[] Places(Tensor buffer, Tensor[] gradients)
    {
        var places = new Tensor[gradients.Length];
        var start = 0L;
        for (var index = 0; index < places.Length; index++)
        {
            var count = gradients[index].numel();
            places[index] = buffer.narrow(0, start, count).view(gradients[index].shape);
            start += count;
        }
        return places;
    }
}
