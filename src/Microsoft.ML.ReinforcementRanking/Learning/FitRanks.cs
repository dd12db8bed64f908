using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Checkpoints;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Represents the ranks of a fit, which is a single one unless the options have a communicator with more. Rank 0 decides what depends on measurements, reports,
/// and writes files, so that all ranks go the same way.
/// </summary>
internal sealed class FitRanks
{
    // Any other number would do, as long as all ranks have the same one.
    private const int ShardSeed = 17;

    // Weights of ranks are the same except for the roundings of different processors.
    private const double LargestDrift = 1e-3;

    private readonly Communicator? _communicator;

    /// <param name="communicator">The communicator of the options, or null.</param>
    public FitRanks(Communicator? communicator) => _communicator = communicator is { NumberOfRanks: > 1 } ? communicator : null;

    public int Count => _communicator?.NumberOfRanks ?? 1;

    /// <summary>Gets whether this is the rank that reports and writes, or the only one.</summary>
    public bool IsFirst => _communicator is null or { Rank: 0 };

    /// <summary>Gets whether some rank was canceled, as far as all ranks of several know of it.</summary>
    public bool IsCanceled { get; private set; }

    /// <summary>Returns whether some rank is canceled.</summary>
    /// <param name="isCanceled">Whether this one is.</param>
    public bool AreCanceled(bool isCanceled)
    {
        if (_communicator is null)
            return isCanceled;
        Span<double> count = [isCanceled ? 1 : 0];
        _communicator.Sum(count);
        return IsCanceled = count[0] > 0;
    }

    /// <summary>Does work that this rank may fail at alone. The others are told of a failure, because they would wait for this rank.</summary>
    public T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure)
        {
            EndWith(failure);
            throw;
        }
    }

    /// <summary>Reads data on every rank.</summary>
    /// <exception cref="OperationCanceledException">Some rank was canceled while it read.</exception>
    public T Read<T>(Func<T> read)
    {
        var (result, canceled) = (default(T), default(OperationCanceledException));
        try
        {
            result = read();
        }
        catch (OperationCanceledException cancellation)
        {
            canceled = cancellation;
        }
        if (AreCanceled(canceled is not null))
            ExceptionDispatchInfo.Throw(canceled ?? new OperationCanceledException("Another rank was canceled while it read the data."));
        return result!;
    }

    /// <summary>Returns the value of rank 0.</summary>
    public T OfFirst<T>(T value)
        where T : unmanaged
    {
        _communicator?.Broadcast(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Requires that all ranks fit the same model on the same data.</summary>
    /// <param name="host">The host of the fit.</param>
    /// <param name="fingerprint">Returns what makes the fit of this rank give its model.</param>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    public void RequireSame(IHost host, Func<FitFingerprint> fingerprint)
    {
        if (_communicator is null)
            return;
        var own = fingerprint();
        using var written = new MemoryStream();
        if (IsFirst)
            own.Write(new(written, isReading: false));
        var bytes = written.ToArray();
        Array.Resize(ref bytes, OfFirst(bytes.Length));
        _communicator.Broadcast(bytes);
        using var first = new MemoryStream(bytes);
        if (FitFingerprint.Read(new(first, isReading: true)).FirstDifference(own) is var (name, ofFirst, ofThis))
        {
            throw host.Except(string.Create(CultureInfo.InvariantCulture, $"Rank {_communicator.Rank} of {Count} fits another model than rank 0: {name} is "
                + $"{ofThis}, and {ofFirst} on rank 0. Give all ranks the same data and options."));
        }
    }

    /// <summary>
    /// Requires that the ranks are at the same place of one fit: they have drawn the same random numbers, and their weights are equal except for roundings.
    /// </summary>
    /// <exception cref="InvalidOperationException">They are not.</exception>
    public void RequireInStep(IHost host, IEnumerable<Learner> learners)
    {
        if (_communicator is null)
            return;
        using var state = new MemoryStream();
        RandomSource.Current.Visit(new(state, isReading: false));
        var own = state.ToArray();
        byte[] first = [.. own];
        _communicator.Broadcast(first);
        var size = learners.Sum(learner => learner.SumOfSquares());
        var sizeOfFirst = OfFirst(size);
        if (!first.SequenceEqual(own) || Math.Abs(size - sizeOfFirst) > LargestDrift * sizeOfFirst)
        {
            throw host.Except(string.Create(CultureInfo.InvariantCulture, $"Rank {_communicator.Rank} of {Count} has come to other weights or other random "
                + $"numbers than rank 0. Run the same program, with the same versions of all libraries, on processors of one kind."));
        }
    }

    /// <summary>Begins a gradient step that all ranks make together, or returns null if there is a single rank.</summary>
    /// <param name="data">The log.</param>
    /// <param name="batch">The rows of the whole batch.</param>
    /// <param name="isCanceled">Whether this rank is canceled.</param>
    public JointBatch? Begin(SessionDataset data, int[] batch, bool isCanceled)
    {
        if (_communicator is null)
            return null;
        int[] places = [.. Enumerable.Range(0, batch.Length).Where(place => RankOf(data.SessionOfRow[batch[place]]) == _communicator.Rank)];
        return new(_communicator, batch, places, rows =>
        {
            var states = new SparseStates();
            TransitionBatch.Fill(states, data.Features, rows);
            return states;
        }, isCanceled);
    }

    /// <summary>Returns, at the end of a step, whether some rank was canceled when the step began.</summary>
    public bool AreCanceled(JointBatch step) => IsCanceled = step.AreCanceled();

    /// <summary>Has every rank read what rank 0 reads from a stream.</summary>
    /// <param name="stream">The stream, which is null if there is nothing to read. Other ranks than rank 0 give null.</param>
    /// <param name="visit">Visits the state that is read.</param>
    /// <returns>Whether there was something to read.</returns>
    public bool Read(Stream? stream, Action<StateArchive> visit)
    {
        if (!OfFirst(stream is not null))
            return false;
        if (_communicator is null)
        {
            visit(new(stream!, isReading: true));
            return true;
        }
        using var common = new BroadcastStream(_communicator, stream);
        visit(new(common, isReading: true));
        return true;
    }

    /// <summary>
    /// Tells the other ranks that this one ends with a failure. They know of it by themselves if they came to it together: of a cancellation, and of a loss
    /// that is not finite.
    /// </summary>
    public void EndWith(Exception failure)
    {
        if (failure is not TrainingDivergedException && !(failure is OperationCanceledException && IsCanceled))
            _communicator?.Abort(failure);
    }

    private int RankOf(int session) => (int)(SeededHash.Of((ulong)session, ShardSeed) % (ulong)Count);
}
