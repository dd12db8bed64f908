namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Implements SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014). Any draw can be computed on its own, so
/// that parallel work gives the same numbers on every machine.
/// </summary>
internal static class SplitMix64
{
    /// <summary>Returns the number that a generator in this state gives after the given number of steps.</summary>
    public static ulong At(ulong state, ulong step)
    {
        var value = state + step * 0x9E3779B97F4A7C15UL;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
