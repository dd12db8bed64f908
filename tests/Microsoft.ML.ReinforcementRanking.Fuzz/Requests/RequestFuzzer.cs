using System.Diagnostics;
using FeedServer;
using FeedServer.Learning;
using Microsoft.Extensions.Hosting;
using Microsoft.ML.ReinforcementRanking.Tests.Samples.Web;

namespace Microsoft.ML.ReinforcementRanking.Fuzz.Requests;

/// <summary>
/// Sends damaged requests to the web service of the samples, which runs in this process, from one client or from several at the same time, and reports what
/// came of them. Afterwards the service must be healthy and its log readable, whatever was written to it.
/// </summary>
internal static class RequestFuzzer
{
    private const int Between = 50_000;

    /// <summary>The id of the intact page and of an intact event on it.</summary>
    private const string FirstId = "r1";

    public static int Run(FuzzRun run, int clients)
    {
        using var folder = FeedFolder.WithLog();
        var address = Path.Combine(folder.Settings.Folder, "feed.sock");
        var problems = new Problems(run.Keep, ".request");
        var app = FeedHost.Build(folder.Settings with { Urls = $"http://unix:{address}" });
        app.StartAsync().GetAwaiter().GetResult();
        try
        {
            Run(run, [.. Enumerable.Range(0, clients).Select(_ => new RequestTarget(address, measuresMemory: clients == 1))], problems);
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

    private static void Run(FuzzRun run, RequestTarget[] clients, Problems problems)
    {
        var seeds = RequestSeed.ReadAll(Path.Combine(AppContext.BaseDirectory, "Seeds", "Requests"));
        // The page of the event is asked for first.
        foreach (var seed in seeds.OrderByDescending(seed => seed.Name == "rank"))
            RequireSound(clients[0], seed);
        var (watch, next) = (Stopwatch.StartNew(), -1L);
        bool TryNext(out long number)
        {
            number = watch.Elapsed.TotalSeconds < run.Seconds ? Interlocked.Increment(ref next) : run.Count;
            if ((number + 1) % Between == 0)
                Console.WriteLine($"{number + 1} requests in {watch.Elapsed.TotalSeconds:0} s, {problems.Total} with a problem");
            return number < run.Count;
        }

        // A client waits for the service most of the time, so that each has a thread of its own.
        Task.WaitAll([.. clients.Select(client => Task.Factory.StartNew(
            () => Send(run, seeds, client, problems, TryNext), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
        Console.WriteLine($"{clients.Sum(client => client.Count)} requests in {watch.Elapsed.TotalSeconds:0} s, {problems.Total} with a problem");
        Console.WriteLine($"at most {clients.Max(client => client.LargestAnswer) / 1048576.0:0.0} MB and "
            + $"{clients.Max(client => client.SlowestAnswer).TotalSeconds:0.00} s; answers: " + string.Join(", ", clients.SelectMany(client => client.Answers)
                .GroupBy(answer => answer.Key, answer => answer.Value).OrderBy(code => code.Key).Select(code => $"{code.Key}: {code.Sum()}")));
        problems.Report();
        RequireSound(clients[0], seeds.Single(seed => seed.Name == "health"));
    }

    private delegate bool Numbers(out long number);

    /// <summary>Sends requests with the next numbers until there are no more.</summary>
    private static void Send(FuzzRun run, RequestSeed[] seeds, RequestTarget client, Problems problems, Numbers tryNext)
    {
        // Most of the requests have a body.
        var bodies = Array.FindAll(seeds, seed => seed.Body.Length > 0);
        using var watchdog = new Watchdog();
        while (tryNext(out var tried))
        {
            var number = run.First + tried;
            var random = new Random(unchecked((int)(run.Seed * 7_368_787L + number * 2_654_435_761L ^ number >> 16)));
            var seed = random.Next(3) > 0 ? bodies[random.Next(bodies.Length)] : seeds[random.Next(seeds.Length)];
            var id = random.Next(2) == 0 ? FirstId : $"r{number + 2}";
            var request = RequestMutator.Mutate(seed.WithId(id), random, out var isFramed);
            var name = $"{seed.Name}, case {number}";
            watchdog.Begin(name);
            if (client.Run(request, isFramed) is { } problem)
                problems.Add(problem, name, request);
        }
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
