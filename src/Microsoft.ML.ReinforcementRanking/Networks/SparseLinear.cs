using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents the matrix of a dense layer that reads sparse states: a row of weights for every slot. Only rows of slots that a batch has are read and
/// trained. For libtorch the layer's sums are the start of the graph. Their gradient determines that of the rows (docs/decisions/0020-sparse-training.md).
/// </summary>
internal sealed class SparseLinear : IDisposable
{
    // A block of slots is small enough to stay in the cache while its rows are read and its columns are written, or the other way round.
    private const int Block = 256;

    // The units that a line of the cache holds.
    private const int UnitsOfLine = 16;

    /// <summary>The remedy where the sums of a batch do not fit into an array.</summary>
    public const string SmallerStep = "Lower BatchSize, or use fewer hidden units in the first layer.";

    private readonly SlotRows _weights;
    private readonly List<(Tensor States, Tensor Sums)> _evaluated = [];
    private float[] _sums = [];
    private SparseLinear? _source;
    private SlotRows? _lagged;
    private SparseAdamW? _optimizer;

    /// <summary>Initializes the weights as those of a dense layer, uniformly and in the order of its matrix [outputs, inputs].</summary>
    /// <param name="inputs">The number of slots.</param>
    /// <param name="bound">The bound of the initial weights.</param>
    /// <param name="others">The columns of the layer's matrix for inputs that are not sparse, [outputs, count], which are initialized too.</param>
    public SparseLinear(int inputs, double bound, Tensor others)
    {
        var (outputs, count) = ((int)others.shape[0], (int)others.shape[1]);
        _weights = new(inputs, outputs);
        for (var unit = 0; unit < outputs; unit += UnitsOfLine)
        {
            var initial = new Tensor[Math.Min(UnitsOfLine, outputs - unit)];
            for (var index = 0; index < initial.Length; index++)
                initial[index] = RandomSource.Current.Uniform(bound, inputs + count);
            Scatter(initial, unit);
            for (var index = 0; index < initial.Length; index++)
            {
                var values = MemoryMarshal.Cast<byte, float>(initial[index].bytes);
                values[inputs..].CopyTo(MemoryMarshal.Cast<byte, float>(others.bytes)[((unit + index) * count)..]);
                initial[index].Dispose();
            }
        }
    }

    /// <summary>Returns the matrices of a network.</summary>
    public static IReadOnlyList<SparseLinear> Of(NetworkModule module)
        => [.. module.AllModules().OfType<PlannedModule>().SelectMany(planned => planned.SparseLinears)];

    /// <summary>Computes Σ value · weights[slot] over the non-zeros of each row. The shape is [rows, outputs].</summary>
    /// <param name="states">The states, sparse or dense.</param>
    /// <param name="isTrained">Whether the next step trains on this evaluation, if gradients are recorded.</param>
    public Tensor Evaluate(Tensor states, bool isTrained)
    {
        var entries = SparseStates.Of(states);
        (_source ?? this)._optimizer?.Refresh(entries);
        var sums = empty(entries.RowCount, _weights.Width);
        Sum(entries, MemoryMarshal.Cast<byte, float>(sums.bytes));
        if (isTrained && _source is null && is_grad_enabled())
        {
            ForgetPast();
            sums.requires_grad = true;
            _evaluated.Add((states, sums.DetachFromDisposeScope()));
        }
        return sums;
    }

    /// <summary>Makes this matrix the lagged copy of another one.</summary>
    public void Lag(SparseLinear source)
    {
        _source = source;
        source._lagged = _weights;
        _weights.CopyFrom(source._weights);
    }

    /// <summary>Has the lagged copy follow the last step of this matrix.</summary>
    public void Follow(double rate) => _optimizer?.Follow(rate);

    /// <summary>Discards gradients that other losses have left.</summary>
    public void BeginStep()
    {
        ForgetPast();
        foreach (var (_, sums) in _evaluated)
            sums.grad = null;
    }

    /// <summary>Makes a step of AdamW for the slots of the batch that was evaluated, if the loss depends on it.</summary>
    public void Descend(double learningRate, double weightDecay)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (GradientOfSums() is (var entries, var gradient))
        {
            _optimizer ??= new(_weights, _lagged, learningRate, weightDecay);
            // Other ranks have read slots that this one has not.
            if (JointBatch.Current is not null)
                _optimizer.Refresh(entries);
            _optimizer.Descend(entries, MemoryMarshal.Cast<byte, float>(gradient.bytes));
        }
        foreach (var (_, sums) in _evaluated)
            sums.Dispose();
        _evaluated.Clear();
    }

    /// <summary>Returns the sum of the squares of the gradient of the weights, for the batch that was evaluated.</summary>
    public double SquaredGradient()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (GradientOfSums() is not (var entries, var gradient))
            return 0;
        var ofSums = MemoryMarshal.Cast<byte, float>(gradient.bytes);
        var (ofSlot, square) = (new float[_weights.Width], 0.0);
        for (var distinct = 0; distinct < entries.DistinctSlots.Length; distinct++)
        {
            Array.Clear(ofSlot);
            foreach (var entry in entries.EntriesOf(distinct))
                TensorPrimitives.MultiplyAdd<float>(ofSums.Slice(entries.Rows[entry] * _weights.Width, _weights.Width), entries.Values[entry], ofSlot, ofSlot);
            square += TensorPrimitives.SumOfSquares<float>(ofSlot);
        }
        return square;
    }

    /// <summary>Multiplies the gradient of the weights, for the batch that was evaluated.</summary>
    public void ScaleGradient(float factor)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (_, sums) in _evaluated)
            sums.grad?.mul_(tensor((float[])[factor]));
    }

    /// <summary>Returns the largest magnitude of a weight, which is infinite or NaN if some weight is.</summary>
    public double LargestWeight()
    {
        var largest = 0.0;
        for (var slot = 0; slot < _weights.Count; slot++)
            largest = Math.Max(largest, Math.Abs(TensorPrimitives.MaxMagnitude<float>(_weights[slot])));
        return largest;
    }

    /// <summary>Returns the sum of the squares of all weights.</summary>
    public double SumOfSquares()
    {
        RefreshAll();
        var sum = 0.0;
        for (var slot = 0; slot < _weights.Count; slot++)
            sum += TensorPrimitives.SumOfSquares<float>(_weights[slot]);
        return sum;
    }

    /// <summary>Returns the weights, slot after slot.</summary>
    /// <param name="destination">The array to write them to, or null for a new one.</param>
    public float[] CopyWeights(float[]? destination)
    {
        RefreshAll();
        destination ??= GC.AllocateUninitializedArray<float>(checked(_weights.Count * _weights.Width));
        _weights.CopyTo(destination);
        return destination;
    }

    /// <summary>Overwrites the weights by those of <see cref="CopyWeights"/>. What an optimizer has learned about the weights before is discarded.</summary>
    public void LoadWeights(float[] weights)
    {
        _optimizer?.Dispose();
        _optimizer = null;
        _weights.Load(weights);
    }

    /// <summary>Returns the matrix of the layer, [outputs, inputs], with the columns of the other inputs.</summary>
    public float[] ToMatrix(float[] others)
    {
        RefreshAll();
        var matrix = GC.AllocateUninitializedArray<float>(checked((_weights.Count * _weights.Width) + others.Length));
        MoveMatrix(matrix, others, toMatrix: true);
        return matrix;
    }

    /// <summary>Overwrites the weights by those of a matrix, and returns its columns of the other inputs.</summary>
    public float[] LoadMatrix(float[] matrix)
    {
        var others = new float[matrix.Length - (_weights.Count * _weights.Width)];
        MoveMatrix(matrix, others, toMatrix: false);
        return others;
    }

    /// <summary>Visits the matrix, and the optimizer if it has made a step.</summary>
    public void Visit(StateArchive archive, double learningRate, double weightDecay)
    {
        _weights.Visit(archive);
        var isTrained = _optimizer is not null;
        archive.Visit(ref isTrained);
        if (!isTrained)
            return;
        _optimizer ??= new(_weights, _lagged, learningRate, weightDecay);
        _optimizer.Visit(archive);
    }

    public void Dispose()
    {
        foreach (var (_, sums) in _evaluated)
            sums.Dispose();
        _optimizer?.Dispose();
        _weights.Dispose();
    }

    /// <summary>Writes the weights of some units, whose values of a slot are next to each other, so that each slot is loaded once.</summary>
    private void Scatter(Tensor[] units, int first)
    {
        for (var start = 0; start < _weights.Count; start += Block)
        {
            var end = Math.Min(start + Block, _weights.Count);
            for (var index = 0; index < units.Length; index++)
            {
                var values = MemoryMarshal.Cast<byte, float>(units[index].bytes);
                for (var slot = start; slot < end; slot++)
                    _weights[slot][first + index] = values[slot];
            }
        }
    }

    /// <summary>
    /// Returns the gradient of the sums of the batch that was evaluated, [rows, outputs], or null if the loss does not depend on them. If several ranks share
    /// the batch, the rows are those of all ranks.
    /// </summary>
    private (SparseStates Entries, Tensor Gradient)? GradientOfSums()
    {
        var trained = _evaluated.Select(evaluated => (Entries: SparseStates.Of(evaluated.States), Gradient: evaluated.Sums.grad))
            .Where(evaluated => evaluated.Gradient is not null).ToArray();
        if (trained.Length == 0)
            return null;
        if (trained.Any(evaluated => evaluated.Entries != trained[0].Entries))
            throw new InvalidOperationException("A gradient step reads the states of one batch.");
        var gradient = trained.Select(evaluated => evaluated.Gradient!).Sum().contiguous();
        return JointBatch.Current is { } joint ? (joint.States, joint.Gather(gradient)) : (trained[0].Entries, gradient);
    }

    private void RefreshAll() => (_source ?? this)._optimizer?.RefreshAll();

    private void Sum(SparseStates entries, Span<float> sums)
    {
        var stride = _weights[0].Length;
        var length = ArrayLength.Require(entries.RowCount, stride, SmallerStep);
        if (_sums.Length < length)
            _sums = new float[length];
        SlotPasses.Run(entries.RowCount, (double)entries.Count * stride, (start, end) =>
        {
            for (var row = start; row < end; row++)
                Sum(entries, row, _sums.AsSpan(row * stride, stride));
        });
        for (var row = 0; row < entries.RowCount; row++)
            _sums.AsSpan(row * stride, _weights.Width).CopyTo(sums[(row * _weights.Width)..]);
    }

    private void Sum(SparseStates entries, int row, Span<float> sum)
    {
        const int Ahead = 8;
        var slots = entries.Slots;
        var values = entries.Values;
        var starts = entries.Starts;
        sum.Clear();
        for (var entry = starts[row]; entry < starts[row + 1]; entry++)
        {
            _weights.Prefetch(slots[Math.Min(entry + Ahead, slots.Length - 1)]);
            TensorPrimitives.MultiplyAdd(_weights[slots[entry]], values[entry], sum, sum);
        }
    }

    private void MoveMatrix(float[] matrix, float[] others, bool toMatrix)
    {
        var (inputs, outputs, count) = (_weights.Count, _weights.Width, others.Length / _weights.Width);
        for (var start = 0; start < inputs; start += Block)
        {
            for (var unit = 0; unit < outputs; unit++)
            {
                var row = matrix.AsSpan(unit * (inputs + count), inputs);
                for (var slot = start; slot < Math.Min(start + Block, inputs); slot++)
                {
                    if (toMatrix)
                        row[slot] = _weights[slot][unit];
                    else
                        _weights[slot][unit] = row[slot];
                }
            }
        }
        for (var unit = 0; unit < outputs; unit++)
        {
            var (row, other) = (new Memory<float>(matrix, unit * (inputs + count) + inputs, count), new Memory<float>(others, unit * count, count));
            if (toMatrix)
                other.CopyTo(row);
            else
                row.CopyTo(other);
        }
    }

    /// <summary>Discards evaluations of batches that are gone, which no step has trained on.</summary>
    private void ForgetPast()
    {
        foreach (var (_, sums) in _evaluated.Where(evaluated => evaluated.States.IsInvalid))
            sums.Dispose();
        _evaluated.RemoveAll(evaluated => evaluated.States.IsInvalid);
    }
}
