using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Endurance;

/// <summary>Scores the log with the current model, again and again, on a thread of its own, and compares the scores with those that the fit had.</summary>
internal sealed class SoakServer : IDisposable
{
    /// <summary>The rest after each pass over the log, so that the fits have most of the processor.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);

    private readonly Thread _thread;
    private volatile bool _isEnding;
    private Served? _current;
    private long _passes;
    private long _different;

    public SoakServer()
    {
        _thread = new(Score);
        _thread.Start();
    }

    public long Passes => Interlocked.Read(ref _passes);

    public long Different => Interlocked.Read(ref _different);

    /// <summary>Serves another model, and disposes of the one before while it may still be in use.</summary>
    public void Swap(ITransformer model, string expected) => (Interlocked.Exchange(ref _current, new(model, expected))?.Model as IDisposable)?.Dispose();

    public void Dispose()
    {
        _isEnding = true;
        _thread.Join();
    }

    private void Score()
    {
        var data = new MLContext(1).View();
        for (; !_isEnding; Thread.Sleep(Rest))
        {
            if (Volatile.Read(ref _current) is not { } served)
                continue;
            if (served.Model.Transform(data).HashScores() != served.Expected)
                Interlocked.Increment(ref _different);
            Interlocked.Increment(ref _passes);
        }
    }

    private sealed record Served(ITransformer Model, string Expected);
}
