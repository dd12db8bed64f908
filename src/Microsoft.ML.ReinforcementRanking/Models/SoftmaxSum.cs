using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Represents <c>Σ e^logit</c> over the logits so far, as a multiple of the exponential of the largest one. It is NaN if a logit is NaN or infinite. A
/// probability does not depend on whether it is computed alone or with others.
/// </summary>
internal struct SoftmaxSum
{
    private float _largest;
    private double _sum;

    public static SoftmaxSum Empty => new() { _largest = float.NegativeInfinity };

    public readonly double LogNormalizer => _largest + Math.Log(_sum);

    public void Add(ReadOnlySpan<float> logits)
    {
        var largest = TensorPrimitives.Max(logits);
        if (!(largest <= _largest))
        {
            _sum *= Math.Exp(_largest - largest);
            _largest = largest;
        }
        var sum = Vector<float>.Zero;
        for (; logits.Length >= Vector<float>.Count; logits = logits[Vector<float>.Count..])
            sum += Exponentials(new(logits));
        if (!logits.IsEmpty)
            sum += Exponentials(Filled(logits));
        _sum += Vector.Sum(sum);
    }

    public readonly float Probability(float logit) => (Exponentials(new(logit)) * (float)(1 / _sum))[0];

    /// <summary>Replaces logits by their probabilities.</summary>
    public readonly void Normalize(Span<float> logits)
    {
        var scale = (float)(1 / _sum);
        for (; logits.Length >= Vector<float>.Count; logits = logits[Vector<float>.Count..])
            (Exponentials(new(logits)) * scale).CopyTo(logits);
        if (logits.IsEmpty)
            return;
        var last = Exponentials(Filled(logits)) * scale;
        for (var index = 0; index < logits.Length; index++)
            logits[index] = last[index];
    }

    private readonly Vector<float> Exponentials(Vector<float> logits) => Vector.Exp(logits - new Vector<float>(_largest));

    /// <summary>Returns a vector whose remaining places add nothing to a sum of exponentials.</summary>
    private static Vector<float> Filled(ReadOnlySpan<float> logits)
    {
        var filled = new Vector<float>(float.NegativeInfinity);
        logits.CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<float>, float>(ref filled), Vector<float>.Count));
        return filled;
    }
}
