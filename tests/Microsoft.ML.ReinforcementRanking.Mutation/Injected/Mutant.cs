namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Switches between the original code and its mutants. Number 0 is the original.</summary>
internal static class Mutant
{
    // The mutants whose code was reached. Several threads only ever write true, so the writes need no lock, which inner loops would wait for.
    private static readonly bool[] Reached = new bool[1 << 16];

    public static int Active { get; set; }

    public static bool Is(int number)
    {
        if (Active != 0)
            return Active == number;
        Reached[number] = true;
        return false;
    }

    /// <summary>Returns the mutants whose code was reached since the last call.</summary>
    public static int[] Clear()
    {
        int[] numbers = [.. Enumerable.Range(0, Reached.Length).Where(number => Reached[number])];
        Array.Clear(Reached);
        return numbers;
    }
}
