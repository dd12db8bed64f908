namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Divides passes over the slots or the rows of a batch among threads. Every slot and every row is computed by itself, so that the results do not depend on
/// the number of threads.
/// </summary>
internal static class SlotPasses
{
    /// <summary>The number of weights of a pass that are worth a thread. A pass reads and writes them in about a millisecond.</summary>
    private const double NumbersPerThread = 1 << 19;

    /// <summary>Does the work of a range of items.</summary>
    /// <param name="start">The first item.</param>
    /// <param name="end">The item after the last one.</param>
    public delegate void Pass(int start, int end);

    /// <summary>Runs a pass over items.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="numbers">The number of weights that the pass reads.</param>
    /// <param name="pass">The work.</param>
    public static void Run(int count, double numbers, Pass pass)
    {
        var parts = IntraOpThreads.ForPass(numbers / NumbersPerThread);
        if (parts == 1)
            pass(0, count);
        else
            Parallel.For(0, parts, new() { MaxDegreeOfParallelism = parts }, part => pass(Bound(part), Bound(part + 1)));

        int Bound(int part) => (int)((long)count * part / parts);
    }
}
