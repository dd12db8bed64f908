using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Compares fits on a quiet machine with the same fits beside two processes at full load, and with two fits at once in two processes. Do not give the
/// command real-time priority, which the other processes would inherit.
/// </summary>
internal static class BusyPart
{
    private const string Default = "default";

    public static void Run(SpeedReport report, int repetitions)
    {
        List<FitProcess> processes = [];
        List<Side> sides = [];
        foreach (var kind in FitProcess.Kinds)
        {
            foreach (var threads in (string[])["1", Default])
            {
                int? count = threads == Default ? null : int.Parse(threads, CultureInfo.InvariantCulture);
                FitProcess[] pair = [new(kind, count), new(kind, count)];
                processes.AddRange(pair);
                var name = threads == Default ? $"{kind}, default" : $"{kind}, 1 thread";
                var quiet = new Side($"{name}, quiet", pair[0].Measure);
                sides.AddRange(
                [
                    quiet,
                    new($"{name}, beside two busy processes", () => Beside(pair[0]), quiet),
                    new($"{name}, two fits at once", () => AtOnce(pair), quiet),
                ]);
            }
        }
        // The memory of this process says nothing about the others.
        var results = Comparison.Run(sides, repetitions).Select(result => result with { PeakMemory = double.NaN });
        report.Compare("s", [.. results], "Of two fits at once, the slower one counts.");
        processes.ForEach(process => process.Dispose());
    }

    private static double Beside(FitProcess fit)
    {
        using LoadProcess first = new(), second = new();
        return fit.Measure();
    }

    private static double AtOnce(FitProcess[] fits)
    {
        foreach (var fit in fits)
            fit.Begin();
        return fits.Max(fit => fit.End());
    }
}
