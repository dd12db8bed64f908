using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents a step of AdamW, which is Adam with decoupled weight decay (Loshchilov and Hutter, 2019, algorithm 2), for weights in the memory of the process.
/// It reads and writes every number once.
/// </summary>
internal readonly struct AdamWStep
{
    public const double FirstDecay = 0.9, SecondDecay = 0.999, Epsilon = 1e-8;

    private readonly float _shrinkage, _rootOfCorrection, _rate;

    /// <param name="number">The number of the step, from 1.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="weightDecay">The weight decay.</param>
    public AdamWStep(int number, double learningRate, double weightDecay)
    {
        _shrinkage = (float)(1 - (learningRate * weightDecay));
        _rootOfCorrection = (float)RootOfCorrection(number);
        _rate = (float)Rate(number, learningRate);
    }

    /// <summary>Returns the root of the correction of the second moment.</summary>
    public static double RootOfCorrection(int number) => Math.Sqrt(1 - Math.Pow(SecondDecay, number));

    /// <summary>Returns the learning rate over the correction of the first moment.</summary>
    public static double Rate(int number, double learningRate) => learningRate / (1 - Math.Pow(FirstDecay, number));

    /// <summary>Makes the step for a vector of weights and their moments.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(ref Vector<float> weights, ref Vector<float> means, ref Vector<float> squares, Vector<float> gradients)
    {
        means = (means * (float)FirstDecay) + (gradients * (float)(1 - FirstDecay));
        squares = (squares * (float)SecondDecay) + (gradients * gradients * (float)(1 - SecondDecay));
        weights = (weights * _shrinkage) - (_rate * means / ((Vector.SquareRoot(squares) / _rootOfCorrection) + new Vector<float>((float)Epsilon)));
    }

    /// <summary>Makes the step for all weights and their moments.</summary>
    public void Update(Span<float> weights, Span<float> means, Span<float> squares, ReadOnlySpan<float> gradients)
    {
        Span<Vector<float>> weightVectors = Vectors(weights), meanVectors = Vectors(means), squareVectors = Vectors(squares);
        var gradientVectors = MemoryMarshal.Cast<float, Vector<float>>(gradients);
        for (var index = 0; index < weightVectors.Length; index++)
            Update(ref weightVectors[index], ref meanVectors[index], ref squareVectors[index], gradientVectors[index]);
        var start = weightVectors.Length * Vector<float>.Count;
        if (start == weights.Length)
            return;
        // The numbers that do not fill a vector, one vector of each kind.
        Span<Vector<float>> rest = stackalloc Vector<float>[4];
        rest.Clear();
        weights[start..].CopyTo(Numbers(ref rest[0]));
        means[start..].CopyTo(Numbers(ref rest[1]));
        squares[start..].CopyTo(Numbers(ref rest[2]));
        gradients[start..].CopyTo(Numbers(ref rest[3]));
        Update(ref rest[0], ref rest[1], ref rest[2], rest[3]);
        Numbers(ref rest[0])[..(weights.Length - start)].CopyTo(weights[start..]);
        Numbers(ref rest[1])[..(weights.Length - start)].CopyTo(means[start..]);
        Numbers(ref rest[2])[..(weights.Length - start)].CopyTo(squares[start..]);
    }

    private static Span<Vector<float>> Vectors(Span<float> numbers) => MemoryMarshal.Cast<float, Vector<float>>(numbers);

    private static Span<float> Numbers(ref Vector<float> vector) => MemoryMarshal.Cast<Vector<float>, float>(new Span<Vector<float>>(ref vector));
}
