using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// Computes <c>activation(W x + b)</c> of one row, where W and b are those of several dense nodes that read the same values. W is stored by columns, so
/// that the product is a sum of columns and only those of values that are not 0 are read. The sums stay in registers: a panel is as many rows of W as a
/// few vector registers hold, and it is contiguous in memory.
/// </summary>
internal sealed class DenseLayer
{
    // The number of registers of the panels. Those of the narrowest panels are unrolled over columns.
    private const int Wide = 8, Middle = 4, Narrow = 1;

    private readonly (float[] Weights, int Start, int Registers)[] _panels;
    private readonly float[] _biases;
    private readonly Activation _activation;

    /// <param name="parts">The matrices in row-major order and the biases, one for each node.</param>
    /// <param name="activation">The function that is applied to all sums.</param>
    public DenseLayer(IReadOnlyList<(float[] Matrix, float[] Biases)> parts, Activation activation)
    {
        _activation = activation;
        _biases = new float[parts.Sum(part => Padded(part.Biases.Length))];
        List<(float[] Matrix, int Row, int Columns)?> rows = [];
        foreach (var (matrix, biases) in parts)
        {
            biases.CopyTo(_biases, rows.Count);
            rows.AddRange(Enumerable.Range(0, biases.Length).Select(row => ((float[], int, int)?)(matrix, row, matrix.Length / biases.Length)));
            rows.AddRange(Enumerable.Repeat(((float[], int, int)?)null, Padded(biases.Length) - biases.Length));
        }
        List<(float[] Weights, int Start, int Registers)> panels = [];
        for (var start = 0; start < rows.Count;)
        {
            var registers = (rows.Count - start) / Vector<float>.Count;
            registers = registers >= Wide ? Wide : registers >= Middle ? Middle : Narrow;
            var width = registers * Vector<float>.Count;
            panels.Add((Pack(rows.GetRange(start, width)), start, registers));
            start += width;
        }
        _panels = [.. panels];
    }

    /// <summary>Gets the number of outputs with those that fill up registers.</summary>
    public int Width => _biases.Length;

    /// <summary>Returns the length of a node's part of the output. A part starts where a register starts.</summary>
    public static int Padded(int width) => (width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;

    /// <summary>Computes the output, of length <see cref="Width"/>. The places of the input are below the number of columns, which is not checked.</summary>
    public void Apply(NonZeros input, Span<float> output)
    {
        // A sum is at least this number. The activation of no layer changes a NaN.
        var least = new Vector<float>(_activation == Activation.Relu ? 0 : float.NegativeInfinity);
        foreach (var (weights, start, registers) in _panels)
        {
            ref var bias = ref _biases[start];
            ref var target = ref output.Slice(start, registers * Vector<float>.Count)[0];
            ref var first = ref MemoryMarshal.GetArrayDataReference(weights);
            if (registers == Wide)
                AddWide(input.Places, input.Values, ref first, ref bias, ref target, least);
            else if (registers == Middle)
                AddMiddle(input.Places, input.Values, ref first, ref bias, ref target, least);
            else
                AddNarrow(input.Places, input.Values, ref first, ref bias, ref target, least);
        }
        if (_activation == Activation.NegativeSoftplus)
        {
            foreach (ref var value in output[..Width])
                value = -(MathF.Max(value, 0) + float.LogP1(MathF.Exp(-MathF.Abs(value))));
        }
    }

    /// <summary>Copies rows of matrices column by column. A missing row is 0.</summary>
    private static float[] Pack(List<(float[] Matrix, int Row, int Columns)?> rows)
    {
        var columns = rows.Max(row => row?.Columns ?? 0);
        var panel = new float[ArrayLength.Require(columns, rows.Count, "Use fewer features.")];
        for (var column = 0; column < columns; column++)
        {
            for (var index = 0; index < rows.Count; index++)
            {
                if (rows[index] is { } row)
                    panel[column * rows.Count + index] = row.Matrix[row.Row * columns + column];
            }
        }
        return panel;
    }

    private static void AddWide(
        ReadOnlySpan<int> places, ReadOnlySpan<float> values, ref float weights, ref float bias, ref float output, Vector<float> least)
    {
        var size = (nuint)Vector<float>.Count;
        var (sum0, sum1, sum2, sum3) = (At(ref bias, 0), At(ref bias, size), At(ref bias, 2 * size), At(ref bias, 3 * size));
        var (sum4, sum5, sum6, sum7) = (At(ref bias, 4 * size), At(ref bias, 5 * size), At(ref bias, 6 * size), At(ref bias, 7 * size));
        for (var index = 0; index < places.Length; index++)
        {
            var value = new Vector<float>(values[index]);
            ref var column = ref Unsafe.Add(ref weights, (nuint)(uint)places[index] * Wide * size);
            sum0 = Vector.FusedMultiplyAdd(value, At(ref column, 0), sum0);
            sum1 = Vector.FusedMultiplyAdd(value, At(ref column, size), sum1);
            sum2 = Vector.FusedMultiplyAdd(value, At(ref column, 2 * size), sum2);
            sum3 = Vector.FusedMultiplyAdd(value, At(ref column, 3 * size), sum3);
            sum4 = Vector.FusedMultiplyAdd(value, At(ref column, 4 * size), sum4);
            sum5 = Vector.FusedMultiplyAdd(value, At(ref column, 5 * size), sum5);
            sum6 = Vector.FusedMultiplyAdd(value, At(ref column, 6 * size), sum6);
            sum7 = Vector.FusedMultiplyAdd(value, At(ref column, 7 * size), sum7);
        }
        Store(ref output, sum0, sum1, sum2, sum3, least);
        Store(ref Unsafe.Add(ref output, 4 * size), sum4, sum5, sum6, sum7, least);
    }

    private static void AddMiddle(
        ReadOnlySpan<int> places, ReadOnlySpan<float> values, ref float weights, ref float bias, ref float output, Vector<float> least)
    {
        var size = (nuint)Vector<float>.Count;
        var (sum0, sum1, sum2, sum3) = (At(ref bias, 0), At(ref bias, size), At(ref bias, 2 * size), At(ref bias, 3 * size));
        var (odd0, odd1, odd2, odd3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var index = 0;
        // A sum waits for the one before it. Two columns at a time halve the waiting.
        for (; index + 1 < places.Length; index += 2)
        {
            var (even, odd) = (new Vector<float>(values[index]), new Vector<float>(values[index + 1]));
            ref var column = ref Unsafe.Add(ref weights, (nuint)(uint)places[index] * Middle * size);
            ref var next = ref Unsafe.Add(ref weights, (nuint)(uint)places[index + 1] * Middle * size);
            sum0 = Vector.FusedMultiplyAdd(even, At(ref column, 0), sum0);
            sum1 = Vector.FusedMultiplyAdd(even, At(ref column, size), sum1);
            sum2 = Vector.FusedMultiplyAdd(even, At(ref column, 2 * size), sum2);
            sum3 = Vector.FusedMultiplyAdd(even, At(ref column, 3 * size), sum3);
            odd0 = Vector.FusedMultiplyAdd(odd, At(ref next, 0), odd0);
            odd1 = Vector.FusedMultiplyAdd(odd, At(ref next, size), odd1);
            odd2 = Vector.FusedMultiplyAdd(odd, At(ref next, 2 * size), odd2);
            odd3 = Vector.FusedMultiplyAdd(odd, At(ref next, 3 * size), odd3);
        }
        if (index < places.Length)
        {
            var last = new Vector<float>(values[index]);
            ref var column = ref Unsafe.Add(ref weights, (nuint)(uint)places[index] * Middle * size);
            sum0 = Vector.FusedMultiplyAdd(last, At(ref column, 0), sum0);
            sum1 = Vector.FusedMultiplyAdd(last, At(ref column, size), sum1);
            sum2 = Vector.FusedMultiplyAdd(last, At(ref column, 2 * size), sum2);
            sum3 = Vector.FusedMultiplyAdd(last, At(ref column, 3 * size), sum3);
        }
        Store(ref output, sum0 + odd0, sum1 + odd1, sum2 + odd2, sum3 + odd3, least);
    }

    private static void AddNarrow(
        ReadOnlySpan<int> places, ReadOnlySpan<float> values, ref float weights, ref float bias, ref float output, Vector<float> least)
    {
        var size = (nuint)Vector<float>.Count;
        var (sum0, sum1, sum2, sum3) = (At(ref bias, 0), Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var index = 0;
        for (; index + 3 < places.Length; index += 4)
        {
            sum0 = Vector.FusedMultiplyAdd(new(values[index]), At(ref weights, (nuint)(uint)places[index] * size), sum0);
            sum1 = Vector.FusedMultiplyAdd(new(values[index + 1]), At(ref weights, (nuint)(uint)places[index + 1] * size), sum1);
            sum2 = Vector.FusedMultiplyAdd(new(values[index + 2]), At(ref weights, (nuint)(uint)places[index + 2] * size), sum2);
            sum3 = Vector.FusedMultiplyAdd(new(values[index + 3]), At(ref weights, (nuint)(uint)places[index + 3] * size), sum3);
        }
        for (; index < places.Length; index++)
            sum0 = Vector.FusedMultiplyAdd(new(values[index]), At(ref weights, (nuint)(uint)places[index] * size), sum0);
        Vector.Max(sum0 + sum1 + (sum2 + sum3), least).StoreUnsafe(ref output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> At(ref float first, nuint offset) => Vector.LoadUnsafe(ref first, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float output, Vector<float> sum0, Vector<float> sum1, Vector<float> sum2, Vector<float> sum3, Vector<float> least)
    {
        var size = (nuint)Vector<float>.Count;
        Vector.Max(sum0, least).StoreUnsafe(ref output);
        Vector.Max(sum1, least).StoreUnsafe(ref output, size);
        Vector.Max(sum2, least).StoreUnsafe(ref output, 2 * size);
        Vector.Max(sum3, least).StoreUnsafe(ref output, 3 * size);
    }
}
