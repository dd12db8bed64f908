using System.Globalization;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Large;

/// <summary>
/// Samples the anonymous memory of this process (RssAnon) ten times a second, which is what the process holds and no file does. Only Linux tells it, so that
/// the result is NaN elsewhere.
/// </summary>
internal sealed class AnonymousMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ManualResetEventSlim _isEnding = new();
    private readonly Thread _thread;
    private double _peak;

    public AnonymousMemory()
    {
        _thread = new(() =>
        {
            do
                _peak = Math.Max(_peak, Now());
            while (!_isEnding.Wait(Interval));
        });
        _thread.Start();
    }

    /// <summary>Gets the peak until now in MiB, and begins a new one.</summary>
    public double TakePeak()
    {
        var now = Now();
        return Math.Max(Interlocked.Exchange(ref _peak, now), now);
    }

    /// <summary>Gets the anonymous memory of this process in MiB.</summary>
    public static double Now()
    {
        if (!OperatingSystem.IsLinux())
            return double.NaN;
        var value = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return double.Parse(value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public void Dispose()
    {
        _isEnding.Set();
        _thread.Join();
        _isEnding.Dispose();
    }
}
