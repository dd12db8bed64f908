using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using FeedServer.Api;

namespace FeedSoak;

/// <summary>Represents what the clients of a run share: the service, the pages that are left, what was answered, and what was wrong.</summary>
internal sealed class SoakRun(Uri address, int pages) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60), PauseBeforeARetry = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http = new() { BaseAddress = address };
    private int _pagesTaken;
    private int _failures;
    private long _outageEnd;
    private volatile bool _isOut;

    /// <summary>Gets the answers to requests, as texts.</summary>
    public ConcurrentDictionary<string, string> Answers { get; } = [];

    /// <summary>Gets the events that were acknowledged.</summary>
    public ConcurrentDictionary<string, EventRequest> Events { get; } = [];

    /// <summary>Gets what was wrong.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Gets the seconds that pages took.</summary>
    public ConcurrentBag<double> Latencies { get; } = [];

    /// <summary>Gets the number of attempts that failed in the outage.</summary>
    public int FailedAttempts => _failures;

    public bool TryTakePage() => Interlocked.Increment(ref _pagesTaken) <= pages;

    public void BeginOutage() => _isOut = true;

    public void EndOutage()
    {
        Volatile.Write(ref _outageEnd, Stopwatch.GetTimestamp());
        _isOut = false;
    }

    /// <summary>Posts until there is an answer. A failure is a fault unless the attempt began before the service was back.</summary>
    /// <returns>The answer, or null if there is none.</returns>
    public async Task<string?> Post(string path, string json)
    {
        for (var first = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(first) < LongestWait; await Task.Delay(PauseBeforeARetry))
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                using var content = new StringContent(json, Encoding.UTF8, "application/json");
                using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
                var text = await response.Content.ReadAsStringAsync();
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    if (path == "/rank")
                        Latencies.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
                    return text;
                }
                Faults.Enqueue($"{path} answered {(int)response.StatusCode}: {text}");
                return null;
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref _failures);
                if (!_isOut && start > Volatile.Read(ref _outageEnd))
                    Faults.Enqueue($"{path} failed, although the service was not killed: {problem.Message}");
            }
        }
        Faults.Enqueue($"{path} had no answer for {LongestWait.TotalSeconds} s");
        return null;
    }

    public void Dispose() => _http.Dispose();
}
