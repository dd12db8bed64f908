namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Records the largest number of threads that operations of this thread are divided among, until it is disposed of.</summary>
internal sealed class ThreadUse : IDisposable
{
    [ThreadStatic]
    private static ThreadUse? _current;

    private readonly ThreadUse? _outer = _current;

    public ThreadUse() => _current = this;

    public int Largest { get; private set; } = 1;

    /// <summary>Takes a number that is used from now on into account.</summary>
    public static void Note(int count)
    {
        for (var use = _current; use is not null; use = use._outer)
            use.Largest = Math.Max(use.Largest, count);
    }

    public void Dispose() => _current = _outer;
}
