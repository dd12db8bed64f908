using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Sets the number of threads among which libtorch divides one operation. It does so for the thread of a fit only, and puts the number back on disposal.
/// Create and dispose of it on one thread (docs/decisions/0018-threads.md).
/// </summary>
internal sealed class IntraOpThreads : IDisposable
{
    /// <summary>Multiply-adds of a dense layer that are worth a thread, as measured (docs/performance.md).</summary>
    public const double WorkPerThread = 1 << 24;

    private static readonly Lock Gate = new();

    [ThreadStatic]
    private static IntraOpThreads? _current;

    private readonly IntraOpThreads? _outer = _current;
    private readonly int? _given;
    private readonly int _before;
    private readonly int _available;

    /// <param name="given">The number that the user has given, or null to choose it by the work.</param>
    public IntraOpThreads(int? given)
    {
        _given = given;
        lock (Gate)
            _before = get_num_threads();
        // A fit inside another one's progress report may use what the outer one may, not what the outer one uses.
        _available = _outer?._available ?? (PassiveWaiting.IsInForce ? Math.Min(_before, Environment.ProcessorCount) : 1);
        _current = this;
        Choose(0);
    }

    /// <summary>Gets the number of fits that can run at the same time, with one thread each. Inside of a fit, it is what that fit may use.</summary>
    public static int Available => _current?._available ?? Math.Min(get_num_threads(), Environment.ProcessorCount);

    /// <summary>Chooses the number for the work that comes next, unless the user has given one.</summary>
    /// <param name="layerWork">Multiply-adds of the mean dense layer on one batch.</param>
    public void Choose(double layerWork) => Use(_given ?? Suited(layerWork, _available));

    /// <summary>
    /// Chooses the number for some operations that are larger than the others of a step, until disposal. The number is never lowered, because a change costs
    /// as much as some small operations. Outside of a fit, nothing changes.
    /// </summary>
    /// <param name="operationWork">Multiply-adds of one operation.</param>
    public static IDisposable ForOperations(double operationWork)
    {
        var before = get_num_threads();
        if (_current is { _given: null } current)
            Use(Math.Max(before, Suited(operationWork, current._available)));
        return new Change(before);
    }

    /// <summary>
    /// Returns the number of threads for a pass over memory in which libtorch has no part: as many as are of use, and at most those that the user has given or
    /// that are available. Outside of a fit it is 1.
    /// </summary>
    /// <param name="useful">The number of threads that are of use.</param>
    public static int ForPass(double useful)
    {
        var count = _current is { } current ? (int)Math.Clamp(useful, 1, Math.Max(current._given ?? current._available, 1)) : 1;
        ThreadUse.Note(count);
        return count;
    }

    /// <summary>Returns as many threads as the work pays for: at least one, and at most those available.</summary>
    public static int Suited(double layerWork, int available) => (int)Math.Clamp(layerWork / WorkPerThread, 1, Math.Max(available, 1));

    public void Dispose()
    {
        _current = _outer;
        Set(_before);
    }

    // To put a number back is no use of it: outside of fits it is often that of all cores.
    private static void Use(int count)
    {
        ThreadUse.Note(count);
        Set(count);
    }

    private static void Set(int count)
    {
        if (get_num_threads() == count)
            return;
        // libtorch also makes what one thread sets the number of all threads that have not used it yet. A new thread reads that number and writes it back.
        lock (Gate)
        {
            var common = 0;
            OnNewThread(() => common = get_num_threads());
            set_num_threads(count);
            if (common != count)
                OnNewThread(() => set_num_threads(common));
        }
    }

    private static void OnNewThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }

    /// <summary>Puts a number back on disposal.</summary>
    private sealed class Change(int before) : IDisposable
    {
        public void Dispose() => Set(before);
    }
}
