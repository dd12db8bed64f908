namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents one of the things that a comparison measures.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Measure">Does the work once, and returns the result in the unit of the comparison.</param>
/// <param name="Baseline">The side that this one is compared with, or null if it is compared with none.</param>
internal sealed record Side(string Name, Func<double> Measure, Side? Baseline = null)
{
    public static string Threads(int count) => count == 1 ? "1 thread" : $"{count} threads";
}
