using System.Diagnostics;
using Feed.Evaluation;
using Feed.Learning;
using Feed.Serving;
using Microsoft.ML;
using ShortVideo;
using ShortVideo.Simulator;
using Spectre.Console;

namespace Feed;

/// <summary>
/// Runs the sample. Uniform pages make the first log. In each of two rounds, a policy is trained on the log so far, is evaluated on its last part, is
/// saved and loaded, and fills the pages of the next days, which are the log of the next round. New videos come and old ones go on every day.
/// </summary>
internal sealed class Job
{
    private const int Rounds = 2;
    private const double TrainingShare = 0.75;

    /// <summary>The first log and the service of each round take as many days.</summary>
    private static readonly Period FirstPeriod = new(FirstDay: 0, Days: 4);

    private readonly MLContext _ml;
    private readonly string _output;
    private readonly SessionEnvironment _environment;
    private readonly FeedCatalog _videos;
    private readonly FeedService _service;

    private Job(Arguments arguments)
    {
        var size = new SimulatedLogOptions { Users = arguments.Users, Videos = 600, UploadsPerDay = 40, Days = FirstPeriod.Days * (Rounds + 1) };
        var features = ObservedFeatures.Create(arguments.Seed, size);
        _ml = new(arguments.Seed);
        _output = arguments.Output;
        _environment = SessionEnvironment.Create(arguments.Seed, size);
        _videos = new(_environment, features);
        _service = new(_environment, features, arguments.Seed);
    }

    public static IReadOnlyList<Round> Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(arguments.Output);
        var job = new Job(arguments);
        WarningDisplay.ShowLog(job._ml);
        var rounds = job.Run();
        Report.ShowRounds(rounds);
        AnsiConsole.WriteLine($"The models are saved in {Path.GetFullPath(arguments.Output)}. The run took {clock.Elapsed:m\\:ss} minutes.");
        return rounds;
    }

    private List<Round> Run()
    {
        var rounds = new List<Round>();
        PagePolicy policy = new UniformPages();
        var (period, pages) = (FirstPeriod, Serve("Uniform pages", policy, FirstPeriod));
        for (var number = 1; number <= Rounds; number++)
        {
            var (training, test) = FeedLog.Of(_ml, _videos, pages).Split(_ml, _videos, TrainingShare);
            var (model, inputs) = new FeedTrainer(_ml).Train(
                $"Round {number}", training, _videos.Items(_ml, VideosOf(training)), Path.Combine(_output, $"round-{number}.zip"));
            // The test part has videos that are newer than the training part.
            var metrics = PageEvaluation.Of(_ml, model.WithActions(_videos.Items(_ml, VideosOf(test))), test);
            var learned = new LearnedPages(_ml, model, inputs, _videos);
            var (logged, value) = (TrueValue.Of(_environment, policy, test.Pages), TrueValue.Of(_environment, learned, test.Pages));
            period = period.Next;
            pages = Serve($"Pages of round {number}", learned, period);
            rounds.Add(new(number, metrics, logged, value, pages));
            policy = learned;
        }
        return rounds;
    }

    private ServedPage[] Serve(string name, PagePolicy policy, Period period)
    {
        ServedPage[] pages = [.. _service.Serve(policy, period)];
        Report.ShowServed(name, pages);
        return pages;
    }

    private static IEnumerable<int> VideosOf(FeedLog log) => log.Pages.SelectMany(page => page.Candidates).Distinct().Order();
}
