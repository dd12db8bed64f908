using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// Computes products of a vector with rows [v, b] of a table: <c>v · u + β b</c>. The table is read where it is, in one pass, four rows at a time. If the
/// length of v is no multiple of that of a vector register, the last register overlaps the one before it, and u is 0 where they overlap.
/// </summary>
internal static class RowProducts
{
    /// <summary>Returns the length of the memory of u for a length of v.</summary>
    public static int Padded(int length) => DenseLayer.Padded(length);

    /// <summary>Moves the end of u to where <see cref="Add"/> reads it. The memory has the padded length, and is 0 behind u.</summary>
    public static void Prepare(Span<float> vector, int length)
    {
        var rest = length % Vector<float>.Count;
        if (rest == 0 || length < Vector<float>.Count)
            return;
        vector[(length - rest)..length].CopyTo(vector[^rest..]);
        vector[(length - rest)..^rest].Clear();
    }

    /// <summary>Adds its product to the sum of each row.</summary>
    /// <param name="rows">The rows, as many as there are sums.</param>
    /// <param name="width">The width of a row.</param>
    /// <param name="vector">The prepared vector u.</param>
    /// <param name="biasFactor">The factor β of the last number of a row.</param>
    /// <param name="sums">The sums.</param>
    public static void Add(ReadOnlySpan<float> rows, int width, ReadOnlySpan<float> vector, float biasFactor, Span<float> sums)
    {
        var row = 0;
        for (; row + 4 <= sums.Length && width > Vector<float>.Count; row += 4)
            AddFour(rows.Slice(row * width, 4 * width), width, vector, biasFactor, sums.Slice(row, 4));
        for (; row < sums.Length; row++)
        {
            var numbers = rows.Slice(row * width, width);
            sums[row] += Product(numbers[..^1], vector) + biasFactor * numbers[^1];
        }
    }

    private static void AddFour(ReadOnlySpan<float> rows, int width, ReadOnlySpan<float> vector, float biasFactor, Span<float> sums)
    {
        ref var row0 = ref MemoryMarshal.GetReference(rows);
        ref var row1 = ref Unsafe.Add(ref row0, width);
        ref var row2 = ref Unsafe.Add(ref row1, width);
        ref var row3 = ref Unsafe.Add(ref row2, width);
        ref var factors = ref MemoryMarshal.GetReference(vector);
        var (sum0, sum1, sum2, sum3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var last = width - 1;
        for (var index = 0; index < vector.Length; index += Vector<float>.Count)
        {
            var place = (nuint)Math.Min(index, last - Vector<float>.Count);
            var factor = Vector.LoadUnsafe(ref factors, (nuint)index);
            sum0 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref row0, place), sum0);
            sum1 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref row1, place), sum1);
            sum2 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref row2, place), sum2);
            sum3 = Vector.FusedMultiplyAdd(factor, Vector.LoadUnsafe(ref row3, place), sum3);
        }
        sums[0] += Vector.Sum(sum0) + biasFactor * Unsafe.Add(ref row0, last);
        sums[1] += Vector.Sum(sum1) + biasFactor * Unsafe.Add(ref row1, last);
        sums[2] += Vector.Sum(sum2) + biasFactor * Unsafe.Add(ref row2, last);
        sums[3] += Vector.Sum(sum3) + biasFactor * Unsafe.Add(ref row3, last);
    }

    private static float Product(ReadOnlySpan<float> row, ReadOnlySpan<float> vector)
    {
        if (row.Length < Vector<float>.Count)
            return ShortProduct(row, vector);
        var sum = Vector<float>.Zero;
        for (var index = 0; index < vector.Length; index += Vector<float>.Count)
        {
            var place = Math.Min(index, row.Length - Vector<float>.Count);
            sum = Vector.FusedMultiplyAdd(new(vector[index..]), new(row[place..]), sum);
        }
        return Vector.Sum(sum);
    }

    private static float ShortProduct(ReadOnlySpan<float> row, ReadOnlySpan<float> vector)
    {
        var product = 0f;
        for (var index = 0; index < row.Length; index++)
            product += row[index] * vector[index];
        return product;
    }
}
