namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Represents the results of one side.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Values">The results, in the unit of the comparison.</param>
/// <param name="Baseline">The name of the side that it is compared with, or null.</param>
/// <param name="Ratio">The results divided by those of the baseline in the same repetitions, or null.</param>
/// <param name="PeakMemory">The largest rise of the resident memory of the process, in MB.</param>
internal sealed record Measured(string Name, Quartiles Values, string? Baseline, Quartiles? Ratio, double PeakMemory);
