using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents AdamW of a matrix with a row for every slot. A step touches only the rows of the slots that its batch has. The steps that a row has missed are
/// made up for before the row is read again, so that the weights are those of <see cref="AdamWOptimizer"/>.
/// </summary>
internal sealed class SparseAdamW : IDisposable
{
    // The number of slots ahead for which rows are loaded.
    private const int Ahead = 4;

    private readonly SlotRows _weights;
    private readonly SlotRows _means;
    private readonly SlotRows _squares;
    private readonly SlotRows? _lagged;
    private readonly StaleSteps _steps;
    private readonly double _learningRate;
    private readonly float _shrinkage;
    private readonly float[] _gradient;

    // For each slot twice the step until which its row is up to date, and 1 more if the lagged row has not followed that step yet.
    private readonly int[] _times;

    /// <param name="weights">The matrix.</param>
    /// <param name="lagged">The lagged copy of the matrix, or null.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="weightDecay">The weight decay.</param>
    public SparseAdamW(SlotRows weights, SlotRows? lagged, double learningRate, double weightDecay)
    {
        (_weights, _lagged, _learningRate) = (weights, lagged, learningRate);
        _shrinkage = (float)(1 - (learningRate * weightDecay));
        _means = new(weights.Count, weights.Width);
        _squares = new(weights.Count, weights.Width);
        _times = new int[weights.Count];
        _gradient = new float[weights[0].Length];
        _steps = new(learningRate, weightDecay);
    }

    /// <summary>Makes up for the missed steps of all slots of a batch.</summary>
    public void Refresh(SparseStates states)
    {
        if (_steps.Now == 0)
            return;
        var slots = states.DistinctSlots;
        for (var index = 0; index < slots.Length; index++)
        {
            if (slots[Math.Min(index + Ahead, slots.Length - 1)] is var ahead && IsBehind(ahead))
                Prefetch(ahead);
            if (IsBehind(slots[index]))
                Refresh(slots[index]);
        }
    }

    /// <summary>Makes up for the missed steps of all slots.</summary>
    public void RefreshAll()
    {
        for (var slot = 0; slot < _weights.Count; slot++)
        {
            if (IsBehind(slot))
                Refresh(slot);
        }
    }

    /// <summary>Makes a step for the slots of a batch, which has been read since the last step.</summary>
    /// <param name="states">The batch.</param>
    /// <param name="gradients">The gradients of the sums over each row, one row after another.</param>
    public void Descend(SparseStates states, ReadOnlySpan<float> gradients)
    {
        var step = _steps.Now + 1;
        var (rate, root) = ((float)(_learningRate / (1 - Math.Pow(StaleSteps.FirstDecay, step))), (float)Math.Sqrt(1 - Math.Pow(StaleSteps.SecondDecay, step)));
        var slots = states.DistinctSlots;
        for (var index = 0; index < slots.Length; index++)
        {
            Prefetch(slots[Math.Min(index + Ahead, slots.Length - 1)]);
            Sum(states, states.EntriesOf(index), gradients);
            Step(slots[index], rate, root);
            _times[slots[index]] = (2 * step) + (_lagged is null ? 0 : 1);
        }
        if (_lagged is null)
            _steps.Advance();
    }

    /// <summary>Has the lagged copy follow the step that was made last.</summary>
    public void Follow(double rate)
    {
        _steps.LagRate = rate;
        _steps.Advance();
    }

    public void Dispose()
    {
        _means.Dispose();
        _squares.Dispose();
    }

    private static Span<Vector<float>> Vectors(SlotRows rows, int slot) => MemoryMarshal.Cast<float, Vector<float>>(rows[slot]);

    private bool IsBehind(int slot) => _times[slot] < 2 * _steps.Now || (_times[slot] == (2 * _steps.Now) + 1);

    private void Prefetch(int slot)
    {
        _weights.Prefetch(slot);
        _means.Prefetch(slot);
        _squares.Prefetch(slot);
        _lagged?.Prefetch(slot);
    }

    /// <summary>Computes the gradient of a row of weights from those of the sums of all rows that have the slot.</summary>
    private void Sum(SparseStates states, ReadOnlySpan<int> entries, ReadOnlySpan<float> gradients)
    {
        var gradient = _gradient.AsSpan(0, _weights.Width);
        gradient.Clear();
        foreach (var entry in entries)
        {
            var ofSum = gradients.Slice(states.Rows[entry] * gradient.Length, gradient.Length);
            TensorPrimitives.MultiplyAdd(ofSum, states.Values[entry], gradient, gradient);
        }
    }

    private void Refresh(int slot)
    {
        var (start, hasToFollow) = (_times[slot] >> 1, (_times[slot] & 1) != 0);
        var (map, age) = (_steps.Since(start), _steps.Now - start);
        var epsilon = new Vector<float>((float)StaleSteps.EpsilonAt(start));
        var means = Vectors(_means, slot);
        var squares = Vectors(_squares, slot);
        var weights = Vectors(_weights, slot);
        var lagged = _lagged is null ? default : Vectors(_lagged, slot);
        var (meansKept, squaresKept) = ((float)Math.Pow(StaleSteps.FirstDecay, age), (float)Math.Pow(StaleSteps.SecondDecay, age));
        for (var index = 0; index < weights.Length; index++)
        {
            var (weight, mean, square) = (weights[index], means[index], squares[index]);
            var ratio = mean / (Vector.SquareRoot(square) + epsilon);
            if (!lagged.IsEmpty)
            {
                var lag = lagged[index];
                if (hasToFollow)
                    lag += (weight - lag) * (float)_steps.LagRate;
                lagged[index] = (lag * (float)map.LagOfLag) + (weight * (float)map.LagOfWeight) + (ratio * (float)map.LagOfRatio);
            }
            weights[index] = (weight * (float)map.WeightOfWeight) + (ratio * (float)map.WeightOfRatio);
            means[index] = mean * meansKept;
            squares[index] = square * squaresKept;
        }
        _times[slot] = 2 * _steps.Now;
    }

    private void Step(int slot, float rate, float rootOfCorrection)
    {
        var gradients = MemoryMarshal.Cast<float, Vector<float>>(_gradient.AsSpan());
        var means = Vectors(_means, slot);
        var squares = Vectors(_squares, slot);
        var weights = Vectors(_weights, slot);
        var epsilon = new Vector<float>((float)StaleSteps.Epsilon);
        for (var index = 0; index < weights.Length; index++)
        {
            var gradient = gradients[index];
            var mean = (means[index] * (float)StaleSteps.FirstDecay) + (gradient * (float)(1 - StaleSteps.FirstDecay));
            var square = (squares[index] * (float)StaleSteps.SecondDecay) + (gradient * gradient * (float)(1 - StaleSteps.SecondDecay));
            weights[index] = (weights[index] * _shrinkage) - (rate * mean / ((Vector.SquareRoot(square) / rootOfCorrection) + epsilon));
            (means[index], squares[index]) = (mean, square);
        }
    }
}
