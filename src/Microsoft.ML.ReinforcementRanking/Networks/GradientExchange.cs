using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Adds up the gradients of an optimizer over the ranks of a <see cref="JointBatch"/>, in one call, because a call costs more than most of the numbers in it.
/// </summary>
internal sealed class GradientExchange : IDisposable
{
    private Tensor? _buffer;

    /// <summary>Replaces gradients by their sums over the ranks, and returns the sum of the losses.</summary>
    public double Sum(JointBatch joint, IReadOnlyList<Parameter> parameters, Tensor loss)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // The loss depends on the same parameters on every rank.
        Tensor[] gradients = [.. parameters.Select(parameter => parameter.grad).OfType<Tensor>(), loss.detach()];
        var length = gradients.Sum(gradient => gradient.numel());
        if (_buffer?.numel() != length)
        {
            _buffer?.Dispose();
            _buffer = empty(length).DetachFromDisposeScope();
        }
        var places = Places(_buffer, gradients);
        foreach (var (gradient, place) in gradients.Zip(places))
            place.copy_(gradient);
        joint.SumInPlace(_buffer);
        foreach (var (gradient, place) in gradients[..^1].Zip(places))
            gradient.copy_(place);
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
