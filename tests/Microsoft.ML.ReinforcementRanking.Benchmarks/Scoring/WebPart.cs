using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using static Microsoft.ML.ReinforcementRanking.Benchmarks.Speed.ReportText;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

/// <summary>Measures <c>samples/FeedService</c> on loopback: its start, its memory, and pages that are ranked and logged for several clients at once.</summary>
internal sealed class WebPart : IDisposable
{
    private const string Address = "http://127.0.0.1:5099";
    private const int Requests = 4_000, Features = 9, Candidates = 50, Positions = 5;

    private static readonly int[] Clients = [1, 4, 16];

    private readonly string _program;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("feed-");
    private readonly HttpClient _http = new() { BaseAddress = new(Address) };
    private int _request;

    private WebPart(string program) => _program = program;

    /// <param name="page">The page of the results.</param>
    /// <param name="program">The built program of the service.</param>
    /// <param name="repetitions">The number of repetitions.</param>
    public static void Run(ScoringPage page, string program, int repetitions)
    {
        using var part = new WebPart(program);
        part.Run(page, repetitions);
    }

    public void Dispose()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Run(ScoringPage page, int repetitions)
    {
        using (var training = Start("train"))
            training.WaitForExit();
        var starts = Quartiles.Of(Enumerable.Range(0, repetitions).Select(_ => SecondsOfStart()));
        using var service = Start("serve");
        try
        {
            WaitForAnswer();
            var first = ProcessMemory.Resident(Id(service));
            var latencies = Clients.ToDictionary(count => count, _ => new List<double>());
            var results = Comparison.Run(
                [.. Clients.Select(count => new Side($"{count} clients", () => RequestsPerSecond(count, latencies[count])))], repetitions);
            page.Section("The web service");
            page.Text($"samples/FeedService on loopback, in Release: a request draws {Positions} of {Candidates} videos, and is answered when its row is on "
                + "the disk. Clients, which wait for an answer before the next request, are in the process of the benchmark, on the same cores. Latencies are "
                + "those of all repetitions.");
            page.Table(["Clients", "Requests per second", "Quartiles", "p50, ms", "p99, ms"], results.Zip(Clients, (result, count) => (IEnumerable<string>)
                [$"{count}", Number(result.Values.Median), Range(result.Values), Number(At(latencies[count], 0.5)), Number(At(latencies[count], 0.99))]));
            page.Text($"From the start of the process to its first answer it took {Number(starts.Median)} s ({Range(starts)}). Its resident memory was "
                + $"{Number(first)} MiB after the first answer and {Number(ProcessMemory.Resident(Id(service)))} MiB after all of them.");
        }
        finally
        {
            End(service);
        }
    }

    private static void End(Process service)
    {
        service.Kill();
        service.WaitForExit();
    }

    private static string Id(Process process) => process.Id.ToString(CultureInfo.InvariantCulture);

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return values[(int)(share * (values.Count - 1))];
    }

    private Process Start(string command) => Process.Start(new ProcessStartInfo(_program, [command, "--folder", _folder.FullName, "--urls", Address])
    {
        RedirectStandardOutput = true,
        WorkingDirectory = _folder.FullName,
    })!;

    private double SecondsOfStart()
    {
        var clock = Stopwatch.StartNew();
        using var service = Start("serve");
        try
        {
            WaitForAnswer();
            return clock.Elapsed.TotalSeconds;
        }
        finally
        {
            End(service);
        }
    }

    /// <summary>Asks until an answer comes.</summary>
    private void WaitForAnswer()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                Rank().Wait();
                return;
            }
            catch (AggregateException problem) when (problem.InnerException is HttpRequestException { StatusCode: null } && clock.Elapsed.TotalSeconds < 60)
            {
                // The service does not listen yet.
                Thread.Sleep(5);
            }
        }
    }

    private double RequestsPerSecond(int clients, List<double> latencies)
    {
        var each = Requests / clients;
        var clock = Stopwatch.StartNew();
        var own = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(() => Ask(each)))).Result;
        var seconds = clock.Elapsed.TotalSeconds;
        latencies.AddRange(own.SelectMany(values => values));
        return each * clients / seconds;
    }

    private async Task<List<double>> Ask(int count)
    {
        List<double> milliseconds = [];
        for (var request = 0; request < count; request++)
        {
            var start = Stopwatch.GetTimestamp();
            await Rank();
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return milliseconds;
    }

    private async Task Rank()
    {
        var number = Interlocked.Increment(ref _request);
        var body = new
        {
            request = $"r{number}",
            user = $"u{number % 100}",
            features = Enumerable.Range(0, Features).Select(slot => (float)((number + slot) % 7) / 7),
            candidates = Enumerable.Range(0, Candidates).Select(video => $"{video}"),
            count = Positions,
        };
        using var response = await _http.PostAsJsonAsync("/rank", body);
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsByteArrayAsync();
    }
}
