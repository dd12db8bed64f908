using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Reads the memory of a process.</summary>
internal static class ProcessMemory
{
    /// <summary>Returns the resident memory in MiB, or NaN on systems other than Linux.</summary>
    /// <param name="process">The id of the process, or <c>self</c>.</param>
    public static double Resident(string process)
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
