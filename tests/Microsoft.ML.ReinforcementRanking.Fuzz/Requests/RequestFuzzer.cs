using System.Diagnostics;
using FeedServer;
using FeedServer.Learning;
using Microsoft.Extensions.Hosting;
using Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Requests;

/// <summary>
/// Sends damaged requests to the web service of the samples, which runs in this process, and reports what came of them. Afterwards the service must be healthy
/// and its log readable, whatever was written to it.
/// </summary>
internal static class RequestFuzzer
{
    private const int Between = 50_000;

    /// <summary>The id of the intact page and of an intact event on it.</summary>
    private const string FirstId = "r1";

    public static int Run(FuzzRun run)
    {
        using var folder = FeedFolder.WithLog();
        var address = Path.Combine(folder.Settings.Folder, "feed.sock");
        var problems = new Problems(run.Keep, ".request");
        var app = FeedHost.Build(folder.Settings with { Urls = $"http://unix:{address}" });
        app.StartAsync().GetAwaiter().GetResult();
        try
        {
            Run(run, new(address), problems);
        }
        finally
        {
            ((IHost)app).StopAsync().GetAwaiter().GetResult();
            ((IAsyncDisposable)app).DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        try
        {
            Console.WriteLine(new FeedTrainer().Evaluate(folder.Settings.ModelPath, folder.Settings.LogPath));
        }
        catch (InvalidOperationException failure)
        {
            problems.Add($"the log cannot be evaluated: {failure.Message}", "log", []);
        }
        return problems.Total == 0 ? 0 : 1;
    }

    private static void Run(FuzzRun run, RequestTarget target, Problems problems)
    {
        var (seeds, watch) = (RequestSeed.ReadAll(Path.Combine(AppContext.BaseDirectory, "Seeds", "Requests")), Stopwatch.StartNew());
        // The page of the event is asked for first.
        foreach (var seed in seeds.OrderByDescending(seed => seed.Name == "rank"))
            RequireSound(target, seed);
        // Most of the requests have a body.
        var bodies = Array.FindAll(seeds, seed => seed.Body.Length > 0);
        using var watchdog = new Watchdog();
        long tried = 0;
        for (; tried < run.Count && watch.Elapsed.TotalSeconds < run.Seconds; tried++)
        {
            var number = run.First + tried;
            var random = new Random(unchecked((int)(run.Seed * 7_368_787L + number * 2_654_435_761L ^ number >> 16)));
            var seed = random.Next(3) > 0 ? bodies[random.Next(bodies.Length)] : seeds[random.Next(seeds.Length)];
            var id = random.Next(2) == 0 ? FirstId : $"r{number + 2}";
            var request = RequestMutator.Mutate(seed.WithId(id), random, out var isFramed);
            var name = $"{seed.Name}, case {number}";
            watchdog.Begin(name);
            if (target.Run(request, isFramed) is { } problem)
                problems.Add(problem, name, request);
            if ((tried + 1) % Between == 0)
                Console.WriteLine($"{tried + 1} requests in {watch.Elapsed.TotalSeconds:0} s, {problems.Total} with a problem");
        }
        Console.WriteLine($"{tried} requests in {watch.Elapsed.TotalSeconds:0} s, {problems.Total} with a problem");
        Console.WriteLine($"at most {target.LargestAnswer / 1048576.0:0.0} MB and {target.SlowestAnswer.TotalSeconds:0.00} s; answers: "
            + string.Join(", ", target.Answers.Select(answer => $"{answer.Key}: {answer.Value}")));
        problems.Report();
        RequireSound(target, seeds.Single(seed => seed.Name == "health"));
    }

    private static void RequireSound(RequestTarget target, RequestSeed seed)
    {
        // What is compiled for the first request of a kind takes time.
        target.Run(seed.WithId(FirstId).ToBytes(), isFramed: true);
        var before = target.Answers.GetValueOrDefault(200);
        if (target.Run(seed.WithId(FirstId).ToBytes(), isFramed: true) is { } problem || target.Answers.GetValueOrDefault(200) == before)
            throw new InvalidOperationException($"The intact request {seed.Name} has a problem.");
    }
}
