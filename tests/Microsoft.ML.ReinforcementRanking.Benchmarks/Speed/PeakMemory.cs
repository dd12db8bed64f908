using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Measures by how much the resident memory of this process rises above its start, at most. Only Linux lets a process measure its peak anew, so the result is
/// NaN elsewhere.
/// </summary>
internal sealed class PeakMemory
{
    private const string ResetPeak = "5";

    private readonly double _start;

    public PeakMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", ResetPeak);
        _start = Read("VmRSS:");
    }

    /// <summary>Gets the rise in MB.</summary>
    public double Rise => Read("VmHWM:") - _start;

    private static double Read(string name)
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        var value = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
