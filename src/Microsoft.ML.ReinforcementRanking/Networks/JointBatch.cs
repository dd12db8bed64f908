using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents the batch of a gradient step that several ranks make together. Each rank evaluates the rows of its own sessions. A mean over rows is then the
/// sum over the rank's own rows, divided by the number of all rows or by their weight, so that the sum over the ranks is the mean of the whole batch. Random
/// numbers of a row depend on its place in the whole batch, and not on the number of ranks (docs/decisions/0056-joint-batches.md).
/// </summary>
internal sealed class JointBatch : IDisposable
{
    /// <summary>The most numbers of one call. A span of the bytes of twice as many would be too long.</summary>
    private const long LargestCall = 1 << 28;

    /// <summary>
    /// The number of rows of which a rank evaluates a multiple. Matrix products of 251 rows take 5 % longer than those of 256 (docs/results/mpi.md).
    /// </summary>
    private const int RowsAtOnce = 8;

    [ThreadStatic]
    private static JointBatch? _current;

    private readonly JointBatch? _outer = _current;
    private readonly Communicator _communicator;
    private readonly Lazy<SparseStates> _states;
    private readonly Tensor _places;
    private readonly bool _isCanceled;
    private bool? _areCanceled;

    /// <summary>Begins the step of a rank, which ends when the object is disposed of.</summary>
    /// <param name="communicator">The ranks.</param>
    /// <param name="rows">The rows of the whole batch, in the same order on every rank.</param>
    /// <param name="places">The places of this rank's own rows in the batch, which may be none.</param>
    /// <param name="states">Reads the sparse states of the whole batch, which a step asks for only if states are sparse.</param>
    /// <param name="isCanceled">Whether this rank is canceled.</param>
    public JointBatch(Communicator communicator, int[] rows, int[] places, Func<int[], SparseStates> states, bool isCanceled)
    {
        (_communicator, Rows, _states, _isCanceled) = (communicator, rows, new(() => states(rows)), isCanceled);
        CountedRows = places.Length;
        // A rank without a row evaluates some that count nothing, because libtorch has no gradients of nothing.
        Array.Resize(ref places, (Math.Max(places.Length, 1) + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce);
        OwnPlaces = places;
        OwnRows = Array.ConvertAll(OwnPlaces, place => rows[place]);
        _places = tensor(Array.ConvertAll(OwnPlaces[..CountedRows], place => (long)place)).DetachFromDisposeScope();
        _current = this;
    }

    /// <summary>Gets the batch of the step that this thread makes together with other ranks, or null if it makes none.</summary>
    public static JointBatch? Current => _current;

    /// <summary>Gets the rows of the whole batch.</summary>
    public int[] Rows { get; }

    /// <summary>
    /// Gets the places, in the whole batch, of the rows that this rank evaluates: first those of its own rows, and then those of rows that count nothing.
    /// </summary>
    public int[] OwnPlaces { get; }

    /// <summary>Gets the rows that this rank evaluates, at least one. The first <see cref="CountedRows"/> are its own.</summary>
    public int[] OwnRows { get; }

    /// <summary>Gets the sparse states of the whole batch.</summary>
    public SparseStates States => _states.Value;

    /// <summary>Gets the number of rows of this rank's own, which may be 0.</summary>
    public int CountedRows { get; }

    /// <summary>Gets the share of a row of this rank in a mean over the whole batch, in which all rows count equally.</summary>
    public double Share => 1.0 / Rows.Length;

    /// <summary>Gets the factor of a term of a loss that does not depend on rows, so that it counts once.</summary>
    public double ShareOfRank => _communicator.Rank == 0 ? 1 : 0;

    /// <summary>
    /// Leaves the step until the result is disposed of. What is evaluated in between is the same on every rank, such as the embeddings of a catalog.
    /// </summary>
    public static IDisposable? Leave() => _current is null ? null : new Pause();

    /// <summary>Returns the values of the rows that count, which are all rows outside of a step of several ranks.</summary>
    /// <param name="values">The values of the rows that this rank evaluates.</param>
    /// <param name="dimension">The dimension of the rows.</param>
    public static Tensor Counted(Tensor values, int dimension) => _current is { } joint ? values.narrow(dimension, 0, joint.CountedRows) : values;

    /// <summary>Returns the sum of a tensor over the ranks that make the step, or the tensor itself outside of such a step. It has no gradient.</summary>
    public static Tensor Sum(Tensor values)
    {
        if (_current is not { } joint)
            return values;
        var sum = values.detach().cpu().contiguous().clone();
        if (sum.dtype == ScalarType.Float64)
            joint._communicator.Sum(MemoryMarshal.Cast<byte, double>(sum.bytes));
        else
            joint.SumInPlace(sum);
        return sum.to(values.device);
    }

    /// <summary>Replaces the numbers of a contiguous tensor of the CPU by their sums over the ranks.</summary>
    public void SumInPlace(Tensor values)
    {
        using var scope = NewDisposeScope();
        var row = values.view(-1);
        for (var start = 0L; start < row.numel(); start += LargestCall)
            _communicator.Sum(Numbers(row.narrow(0, start, Math.Min(LargestCall, row.numel() - start))));
    }

    /// <summary>
    /// Replaces the numbers of a contiguous tensor of the CPU by their sums over the ranks, except for the last one. Its place says whether a rank is canceled,
    /// so that the step needs no sum of its own for that.
    /// </summary>
    public void SumWithCancellation(Tensor values)
    {
        using var last = values.narrow(0, values.numel() - 1, 1);
        Numbers(last)[0] = _isCanceled ? 1 : 0;
        SumInPlace(values);
        _areCanceled = Numbers(last)[0] > 0;
    }

    /// <summary>Returns whether some rank was canceled when the step began.</summary>
    public bool AreCanceled()
    {
        if (_areCanceled is null)
        {
            using var mark = zeros(1);
            SumWithCancellation(mark);
        }
        return _areCanceled!.Value;
    }

    /// <summary>Returns numbers of the whole batch, [rows, width], on every rank, given those of this rank's rows.</summary>
    public Tensor Gather(Tensor values)
    {
        var all = zeros(Rows.Length, values.shape[1]).PlusRows(_places, Counted(values, 0));
        SumInPlace(all);
        return all;
    }

    public void Dispose()
    {
        _current = _outer;
        _places.Dispose();
    }

    private static Span<float> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private sealed class Pause : IDisposable
    {
        private readonly JointBatch? _left = _current;

        public Pause() => _current = null;

        public void Dispose() => _current = _left;
    }
}
