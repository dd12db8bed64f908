using System.Runtime.ExceptionServices;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Ranks;

/// <summary>Represents ranks that are threads of this process, so that tests of joint fits need no MPI.</summary>
internal sealed class ThreadRanks : IDisposable
{
    private readonly Barrier _barrier;
    private readonly Array[] _values;
    private readonly CancellationTokenSource _end = new();

    private ThreadRanks(int count) => (_barrier, _values) = (new(count), new Array[count]);

    /// <summary>Gets the failure with which a rank ended the others, or null.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Runs work on every rank, and returns the results in the order of the ranks. It throws what the first rank throws that fails.</summary>
    public static T[] Run<T>(int count, Func<Communicator, T> work) => Run(count, work, out _);

    /// <inheritdoc cref="Run{T}(int, Func{Communicator, T})"/>
    public static T[] Run<T>(int count, Func<Communicator, T> work, out Exception?[] failures)
    {
        using var ranks = new ThreadRanks(count);
        var (results, own) = (new T[count], new Exception?[count]);
        var threads = Enumerable.Range(0, count).Select(rank => new Thread(() =>
        {
            try
            {
                results[rank] = work(new Member(ranks, rank));
            }
            catch (Exception failure)
            {
                own[rank] = failure;
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        failures = own;
        if ((ranks.Failure ?? Array.Find(own, failure => failure is not null)) is { } first)
            ExceptionDispatchInfo.Throw(first);
        return results;
    }

    public void Dispose()
    {
        _barrier.Dispose();
        _end.Dispose();
    }

    private void Wait()
    {
        try
        {
            _barrier.SignalAndWait(_end.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException("Another rank failed.");
        }
    }

    private sealed class Member(ThreadRanks ranks, int rank) : Communicator
    {
        public override int Rank => rank;

        public override int NumberOfRanks => ranks._values.Length;

        public override void Sum(Span<float> values) => Exchange(values, (own, other) => own + other);

        public override void Sum(Span<double> values) => Exchange(values, (own, other) => own + other);

        public override void Broadcast(Span<byte> bytes)
        {
            ranks._values[rank] = bytes.ToArray();
            ranks.Wait();
            ((byte[])ranks._values[0]).CopyTo(bytes);
            ranks.Wait();
        }

        public override void Abort(Exception failure)
        {
            ranks.Failure ??= failure;
            ranks._end.Cancel();
        }

        /// <summary>Combines the values of all ranks in the order of the ranks, so that every rank has the same roundings.</summary>
        private void Exchange<T>(Span<T> values, Func<T, T, T> add)
        {
            ranks._values[rank] = values.ToArray();
            ranks.Wait();
            for (var index = 0; index < values.Length; index++)
            {
                values[index] = ((T[])ranks._values[0])[index];
                for (var other = 1; other < ranks._values.Length; other++)
                    values[index] = add(values[index], ((T[])ranks._values[other])[index]);
            }
            ranks.Wait();
        }
    }
}
