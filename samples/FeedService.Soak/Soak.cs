using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using FeedServer;
using FeedServer.Api;
using FeedServer.Learning;

namespace FeedSoak;

/// <summary>
/// Asks the service for pages from several clients. In the meantime the model is replaced several times, and the service is killed and started again. Every
/// answer is compared with its model, and in the end the log with all answers.
/// </summary>
internal sealed class Soak : IDisposable
{
    private readonly SoakArguments _arguments;
    private readonly FeedSettings _settings;
    private readonly ServedModels _models;
    private readonly SoakRun _run;
    private readonly HttpClient _http;
    private ServiceProcess _service;

    private Soak(SoakArguments arguments, FeedSettings settings, ServedModels models)
    {
        (_arguments, _settings, _models) = (arguments, settings, models);
        models.Serve(0, settings.ModelPath);
        var clock = Stopwatch.StartNew();
        _service = ServiceProcess.Start(arguments.Service, settings.Folder, "http://127.0.0.1:0");
        _run = new(_service.Address, arguments.Pages);
        _http = new() { BaseAddress = _service.Address };
        var first = new RankRequest("first", "user-0", new float[Feed.Serving.FeedState.FeatureCount], ["0", "1", "2"], Count: 2);
        var json = System.Text.Json.JsonSerializer.Serialize(first, FeedJson.Default.RankRequest);
        _run.Answers["first"] = _run.Post("/rank", json).GetAwaiter().GetResult() ?? "";
        Say($"The first answer came {clock.Elapsed.TotalSeconds:F2} s after the start of the process, which then has {_service.ResidentMebibytes:F0} MiB.");
    }

    /// <exception cref="InvalidDataException">Something was wrong.</exception>
    public static async Task Run(SoakArguments arguments)
    {
        var folder = Directory.CreateTempSubdirectory("feed-soak-");
        try
        {
            var models = await ServedModels.Train(folder.CreateSubdirectory("models").FullName);
            using var soak = new Soak(arguments, new() { Folder = folder.CreateSubdirectory("service").FullName }, models);
            await soak.Run();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _run.Dispose();
        _service.Dispose();
    }

    private async Task Run()
    {
        var feed = new SimulatedFeed();
        var check = new AnswerCheck(_models);
        var clock = Stopwatch.StartNew();
        var clients = Task.WhenAll(Enumerable.Range(0, _arguments.Clients).Select(client => Task.Run(new SoakClient(client, _run, feed, check).Browse)));
        for (var model = 1; model < _models.Count; model++)
        {
            await WaitForPages(model * _arguments.Pages / (_models.Count + 1), clients);
            await Replace(model);
            if (model == _models.Count / 2)
                await KillAndRestart();
        }
        await clients;
        Report(clock.Elapsed);
        var health = await Health();
        if (health.Status != "healthy")
            _run.Faults.Enqueue($"the service is {health.Status}: {health.Problem}");
        _service.Kill();
        foreach (var fault in LogCheck.FindFaults(_settings.LogPath, _run))
            _run.Faults.Enqueue(fault);
        CheckWeights();
        if (!_run.Faults.IsEmpty)
            throw new InvalidDataException($"{_run.Faults.Count} faults:\n{string.Join('\n', _run.Faults.Take(20))}");
        Say($"No answer was wrong, and the log has every page and every event once.");
    }

    private async Task WaitForPages(int count, Task clients)
    {
        while (_run.Answers.Count < count && !clients.IsCompleted)
            await Task.Delay(10);
    }

    private async Task Replace(int model)
    {
        var before = (await Health()).Model;
        _models.Serve(model, _settings.ModelPath);
        var clock = Stopwatch.StartNew();
        while ((await Health()).Model == before)
            await Task.Delay(10);
        Say($"After {_run.Answers.Count:N0} pages, model {model + 1} was served {clock.Elapsed.TotalSeconds:F2} s after its file was there.");
    }

    private async Task KillAndRestart()
    {
        var clock = Stopwatch.StartNew();
        _run.BeginOutage();
        _service.Kill();
        var url = _service.Address.ToString();
        _service.Dispose();
        _service = ServiceProcess.Start(_arguments.Service, _settings.Folder, url);
        await Health();
        _run.EndOutage();
        Say($"After {_run.Answers.Count:N0} pages, the service was killed. It answered again after {clock.Elapsed.TotalSeconds:F2} s.");
    }

    private async Task<HealthAnswer> Health() => (await _http.GetFromJsonAsync("/health", FeedJson.Default.HealthAnswer))!;

    private void Report(TimeSpan time)
    {
        double[] latencies = [.. _run.Latencies.Order()];
        var count = _run.Answers.Count + _run.Events.Count;
        Say($"{_run.Answers.Count:N0} pages and {_run.Events.Count:N0} events of {_arguments.Clients} clients took {time.TotalSeconds:F1} s.");
        Say($"These are {count / time.TotalSeconds:N0} requests a second.");
        Say($"A page took {1000 * latencies[latencies.Length / 2]:F1} ms (median), and {1000 * latencies[(int)(0.99 * latencies.Length)]:F1} ms (99 %).");
        Say($"{_run.FailedAttempts} attempts failed while the service was down. The service has {_service.ResidentMebibytes:F0} MiB.");
    }

    /// <summary>Judges the first and the last model on the log, which all models have made.</summary>
    private void CheckWeights()
    {
        foreach (var model in new[] { 0, _models.Count - 1 })
        {
            var (mean, standardError) = LogCheck.MeanWeight(_settings.LogPath, _models.PathOf(model));
            Say($"Model {model + 1} has a mean weight of {mean:F4} with a standard error of {standardError:F4}.");
            foreach (var fault in LogCheck.FindFaults($"model {model + 1}", mean, standardError))
                _run.Faults.Enqueue(fault);
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
