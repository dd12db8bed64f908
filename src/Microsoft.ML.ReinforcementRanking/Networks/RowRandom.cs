using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Draws random numbers of rows. A number is a function of the seed, the number of the draw, the place of its row in the batch, and its unit. Ranks that share
/// a batch therefore draw the numbers of their own rows alone, which do not depend on the number of ranks (docs/decisions/0063-random-numbers-of-rows.md).
/// </summary>
internal sealed class RowRandom(int seed)
{
    /// <summary>The words of a block. Each is the number of a unit in a quarter of its own.</summary>
    private const int Quarters = 4;

    private long _draws;

    public void Visit(StateArchive archive) => archive.Visit(ref _draws);

    /// <summary>Draws numbers that are 0 with probability <paramref name="rate"/>, and otherwise 1 / (1 − rate), so that their mean is 1.</summary>
    /// <param name="shape">The shape, of which the last two dimensions are rows and units.</param>
    /// <param name="rate">The probability of 0.</param>
    /// <param name="rowDimension">The dimension of the rows, which is −1 or −2.</param>
    public Tensor DropoutMask(long[] shape, double rate, int rowDimension)
    {
        var kept = Vector256.Create((uint)Math.Min((1 - rate) * 4294967296, uint.MaxValue));
        var factor = Vector256.Create((float)(1 / (1 - rate))).AsUInt32();
        return Draw(shape, rowDimension, words => new(
            Vector256.LessThan(words.A, kept) & factor, Vector256.LessThan(words.B, kept) & factor,
            Vector256.LessThan(words.C, kept) & factor, Vector256.LessThan(words.D, kept) & factor));
    }

    /// <summary>Draws normal numbers with mean 0 and standard deviation 1, by the method of Box and Muller.</summary>
    /// <param name="shape">The shape, of which the last two dimensions are rows and units.</param>
    public Tensor Normal(long[] shape) => Draw(shape, -2, words =>
    {
        var ((a, b), (c, d)) = (NormalPairs(words.A, words.B), NormalPairs(words.C, words.D));
        return new(a, b, c, d);
    });

    private static (Vector256<uint> First, Vector256<uint> Second) NormalPairs(Vector256<uint> radii, Vector256<uint> angles)
    {
        Span<float> first = stackalloc float[Threefry.Lanes], second = stackalloc float[Threefry.Lanes];
        for (var lane = 0; lane < Threefry.Lanes; lane++)
        {
            // The half keeps the logarithm finite.
            var radius = Math.Sqrt(-2 * Math.Log((radii[lane] + 0.5) / 4294967296));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * angles[lane] / 4294967296);
            (first[lane], second[lane]) = ((float)(radius * cosine), (float)(radius * sine));
        }
        return (Vector256.Create<float>(first).AsUInt32(), Vector256.Create<float>(second).AsUInt32());
    }

    /// <summary>Draws a matrix of numbers for each pair of the last two dimensions.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="rowDimension">The dimension of the rows.</param>
    /// <param name="convert">Makes single-precision numbers, in their bits, of random words.</param>
    private Tensor Draw(long[] shape, int rowDimension, Func<RandomBlocks, RandomBlocks> convert)
    {
        var numbers = empty(shape);
        var (rows, units) = rowDimension == -1 ? ((int)shape[^1], (int)shape[^2]) : ((int)shape[^2], (int)shape[^1]);
        var places = PlacesOfRows(rows);
        var words = MemoryMarshal.Cast<byte, uint>(numbers.bytes);
        for (; !words.IsEmpty; words = words[(rows * units)..])
        {
            var generator = new Threefry(((uint)seed, 0, (uint)_draws, (uint)(_draws >> 32)));
            _draws++;
            var matrix = words[..(rows * units)];
            if (rowDimension == -2 && units >= Quarters * Threefry.Lanes)
                FillByRow(matrix, places.AsSpan(0, rows), units, generator, convert);
            else
                FillByUnit(matrix, places, rowDimension == -1 ? (1, rows) : (units, 1), (rows, units), generator, convert);
        }
        return numbers;
    }

    /// <summary>Returns the places of the rows in the batch, with zeros up to a multiple of the lanes.</summary>
    private static uint[] PlacesOfRows(int rows)
    {
        var places = new uint[(rows + Threefry.Lanes - 1) / Threefry.Lanes * Threefry.Lanes];
        var own = JointBatch.Current?.OwnPlaces;
        if (own is not null && own.Length != rows)
            throw new InvalidOperationException($"A joint step needs {own.Length} rows, but got {rows}.");
        for (var row = 0; row < rows; row++)
            places[row] = (uint)(own?[row] ?? row);
        return places;
    }

    /// <summary>Fills a matrix [rows, units], with several units of a row at once.</summary>
    private static void FillByRow(Span<uint> matrix, ReadOnlySpan<uint> places, int units, Threefry generator, Func<RandomBlocks, RandomBlocks> convert)
    {
        var quarter = (units + Quarters - 1) / Quarters;
        for (var row = 0; row < places.Length; row++)
        {
            var line = matrix.Slice(row * units, units);
            for (var block = 0; block < quarter; block += Threefry.Lanes)
            {
                var blocks = Vector256.Create((uint)block) + Vector256<uint>.Indices;
                var numbers = convert(generator.Draw(blocks, Vector256.Create(places[row])));
                for (var word = 0; word < Quarters && (word * quarter) + block < units; word++)
                    Store(numbers[word], line[((word * quarter) + block)..Math.Min((word + 1) * quarter, units)], 1);
            }
        }
    }

    /// <summary>Fills a matrix of any layout, with several rows of a unit at once.</summary>
    private static void FillByUnit(Span<uint> matrix, ReadOnlySpan<uint> places, (int Row, int Unit) strides, (int Rows, int Units) size,
        Threefry generator, Func<RandomBlocks, RandomBlocks> convert)
    {
        var quarter = (size.Units + Quarters - 1) / Quarters;
        for (var block = 0; block < quarter; block++)
        {
            for (var row = 0; row < size.Rows; row += Threefry.Lanes)
            {
                var numbers = convert(generator.Draw(Vector256.Create((uint)block), Vector256.Create(places[row..])));
                for (var (word, unit) = (0, block); word < Quarters && unit < size.Units; (word, unit) = (word + 1, unit + quarter))
                {
                    var start = (row * strides.Row) + (unit * strides.Unit);
                    var end = ((size.Rows - 1) * strides.Row) + (unit * strides.Unit) + 1;
                    Store(numbers[word], matrix[start..end], strides.Row);
                }
            }
        }
    }

    /// <summary>Stores the lanes of a vector, as far as there is a place for them.</summary>
    private static void Store(Vector256<uint> numbers, Span<uint> target, int stride)
    {
        if (stride == 1 && target.Length >= Threefry.Lanes)
        {
            numbers.CopyTo(target);
            return;
        }
        for (var lane = 0; lane < Threefry.Lanes && lane * stride < target.Length; lane++)
            target[lane * stride] = numbers[lane];
    }
}
