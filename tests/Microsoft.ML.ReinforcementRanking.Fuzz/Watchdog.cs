namespace Microsoft.ML.ReinforcementRanking.Fuzz;

/// <summary>Names a case that does not end, and ends the process, because nothing else ends a thread that loops.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Timer _timer;
    private string _case = "";

    public Watchdog() => _timer = new(_ =>
    {
        Console.Error.WriteLine($"{_case} does not end.");
        Environment.Exit(1);
    });

    public void Begin(string name)
    {
        _case = name;
        _timer.Change(Longest, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();
}
