using System.Diagnostics;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Measures the diagnosis of logs with 32 features and a response, from memory.</summary>
internal static class DoctorPart
{
    private const int Features = 32;
    private const long SmallestLog = 10_000;

    public static void Run(SpeedReport report, int repetitions, long largestLog)
    {
        var ml = new MLContext(1);
        var sizes = new List<long>();
        for (var size = SmallestLog; size <= largestLog; size *= 10)
            sizes.Add(size);
        var logs = sizes.ToDictionary(size => size, size => new SpeedLog((int)size, Features, actions: 1000).View(ml));
        var curve = GrowthCurve.Measure("diagnosis", sizes, repetitions, size =>
        {
            var clock = Stopwatch.StartNew();
            ml.Data.DiagnoseLog(logs[size], [nameof(SpeedRow.Label)], new() { ActionColumnName = nameof(SpeedRow.Action) });
            return clock.Elapsed.TotalSeconds;
        });
        report.Grow("s", [curve], "A sample of 100,000 rows is searched for leaks.");
    }
}
