using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

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
    // The first moments of a slot and then the second ones, with the padding of both, so that a step reads one place less.
    private readonly SlotRows _moments;
    private readonly SlotRows? _lagged;
    private readonly StaleSteps _steps;
    private readonly double _learningRate, _weightDecay;
    private float[] _gradients = [];

    // For each slot twice the step until which its row is up to date, and 1 more if the lagged row has not followed that step yet.
    private readonly int[] _times;

    /// <param name="weights">The matrix.</param>
    /// <param name="lagged">The lagged copy of the matrix, or null.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="weightDecay">The weight decay.</param>
    public SparseAdamW(SlotRows weights, SlotRows? lagged, double learningRate, double weightDecay)
    {
        (_weights, _lagged, _learningRate, _weightDecay) = (weights, lagged, learningRate, weightDecay);
        _moments = new(weights.Count, 2 * weights[0].Length);
        _times = new int[weights.Count];
        _steps = new(learningRate, weightDecay);
    }

    /// <summary>Makes up for the missed steps of all slots of a batch.</summary>
    public void Refresh(SparseStates states)
    {
        if (_steps.Now == 0)
            return;
        SlotPasses.Run(states.DistinctSlots.Length, (double)states.DistinctSlots.Length * _weights.Width, (start, end) =>
        {
            var slots = states.DistinctSlots[start..end];
            for (var index = 0; index < slots.Length; index++)
            {
                if (slots[Math.Min(index + Ahead, slots.Length - 1)] is var ahead && IsBehind(ahead))
                    Prefetch(ahead);
                if (IsBehind(slots[index]))
                    Refresh(slots[index]);
            }
        });
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
        var number = _steps.Now + 1;
        var step = new AdamWStep(number, _learningRate, _weightDecay);
        Pad(gradients, states.RowCount);
        SlotPasses.Run(states.DistinctSlots.Length, (double)states.DistinctSlots.Length * _weights.Width, (start, end) =>
        {
            var slots = states.DistinctSlots;
            for (var index = start; index < end; index++)
            {
                Prefetch(slots[Math.Min(index + Ahead, end - 1)]);
                Step(states, index, step);
                _times[slots[index]] = (2 * number) + (_lagged is null ? 0 : 1);
            }
        });
        if (_lagged is null)
            _steps.Advance();
    }

    /// <summary>Has the lagged copy follow the step that was made last.</summary>
    public void Follow(double rate)
    {
        _steps.LagRate = rate;
        _steps.Advance();
    }

    /// <summary>Visits the moments, and how far the row of each slot is behind.</summary>
    public void Visit(StateArchive archive)
    {
        var (steps, lagRate) = (_steps.Now, _steps.LagRate);
        archive.Visit(ref steps);
        archive.Visit(ref lagRate);
        _steps.LagRate = lagRate;
        while (_steps.Now < steps)
            _steps.Advance();
        _moments.Visit(archive);
        archive.Visit(_times);
    }

    public void Dispose()
    {
        _moments.Dispose();
    }

    private static Span<Vector<float>> Vectors(SlotRows rows, int slot) => MemoryMarshal.Cast<float, Vector<float>>(rows[slot]);

    private bool IsBehind(int slot) => _times[slot] < 2 * _steps.Now || (_times[slot] == (2 * _steps.Now) + 1);

    /// <summary>Copies the gradients of sums, so that each row begins with a vector of the processor.</summary>
    private void Pad(ReadOnlySpan<float> gradients, int rows)
    {
        var (width, stride) = (_weights.Width, _weights[0].Length);
        var length = ArrayLength.Require(rows, stride, SparseLinear.SmallerStep);
        if (_gradients.Length < length)
            _gradients = new float[length];
        for (var row = 0; row < rows; row++)
            gradients.Slice(row * width, width).CopyTo(_gradients.AsSpan(row * stride));
    }

    private void Prefetch(int slot)
    {
        _weights.Prefetch(slot);
        _moments.Prefetch(slot);
        _lagged?.Prefetch(slot);
    }

    private void Refresh(int slot)
    {
        var (start, hasToFollow) = (_times[slot] >> 1, (_times[slot] & 1) != 0);
        var map = _steps.Since(start);
        var (meansKept, squaresKept) = _steps.KeptAfter(_steps.Now - start);
        var epsilon = new Vector<float>(_steps.EpsilonAfter(start));
        var weights = Vectors(_weights, slot);
        var means = Vectors(_moments, slot)[..weights.Length];
        var squares = Vectors(_moments, slot)[weights.Length..];
        var lagged = _lagged is null ? default : Vectors(_lagged, slot);
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

    /// <summary>
    /// Makes a step for a slot. The gradient of a row of weights is the sum of those of the sums of all rows that have the slot, times their values.
    /// </summary>
    private void Step(SparseStates states, int distinct, AdamWStep step)
    {
        var slot = states.DistinctSlots[distinct];
        var entries = states.EntriesOf(distinct);
        var rows = states.Rows;
        var values = states.Values;
        var ofSums = MemoryMarshal.Cast<float, Vector<float>>(_gradients.AsSpan());
        var weights = Vectors(_weights, slot);
        var means = Vectors(_moments, slot)[..weights.Length];
        var squares = Vectors(_moments, slot)[weights.Length..];
        for (var index = 0; index < weights.Length; index++)
        {
            var gradient = Vector<float>.Zero;
            foreach (var entry in entries)
                gradient += ofSums[(rows[entry] * weights.Length) + index] * values[entry];
            step.Update(ref weights[index], ref means[index], ref squares[index], gradient);
        }
    }
}
