using System.CommandLine;
using BenchmarkDotNet.Running;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;
using StudyCommand = System.CommandLine.Command;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>The command line: a command for each study.</summary>
internal static class Studies
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder with KuaiRand's files." };
    private static readonly Argument<int> Seeds = new("seeds") { Description = "The number of seeds." };
    private static readonly Argument<int> Replications = new("replications") { Description = "The number of logs to draw." };
    private static readonly Argument<int> Sessions = new("sessions") { Description = "The number of sessions of a log." };
    private static readonly Argument<int> HalfSamples = new("half-samples") { Description = "The number of half-samples." };

    private static readonly Argument<int> Fits = new("fits") { Description = "The number of fits." };

    public static RootCommand Root() => new("Studies of the library: measurements that take minutes to hours.")
    {
        KuaiRand(), Sampled(), Propensities(), RmtlLogs(), RmtlWorlds(), Coverage(), CoverageOfReturns(), CoverageWithPropensities(), Tables(),
        PartOfTables(), Figure(), Crash(), CrashInMode(),
        Benchmark<ScoringBenchmarks>("scoring", "Score and Probability, row by row."),
        Benchmark<ServingBenchmarks>("serving", "The ranking engine beside the prediction engine of ML.NET, state by state."),
    };

    private static StudyCommand KuaiRand()
    {
        var share = new Argument<double>("share") { Description = "Uses the first share of the log in time.", DefaultValueFactory = _ => 1 };
        return Study("kuairand", "TSCAC, cloning and boosted trees on KuaiRand's random log, and the lambda curve (about two minutes a seed).",
            words => KuaiRandStudy.Run(words.GetValue(Folder)!, words.GetValue(Seeds), words.GetValue(share)), Folder, Seeds, share);
    }

    private static StudyCommand Sampled() => Study("sampled", "TSCAC, and its sampled form at the same effective sample size (about two minutes a seed).",
        words => KuaiRandStudy.RunSampled(words.GetValue(Folder)!, words.GetValue(Seeds)), Folder, Seeds);

    private static StudyCommand Propensities() => Study("kuairand-propensities",
        "Estimated propensities of KuaiRand's random log beside the true ones, with intervals of both kinds.",
        words => KuaiRandStudy.RunPropensities(words.GetValue(Folder)!, words.GetValue(HalfSamples)), Folder, HalfSamples);

    private static StudyCommand RmtlLogs()
    {
        var data = new Argument<string>("folder") { Description = "The folder that holds kuairand and retailrocket." };
        var logs = new Argument<string[]>("logs") { Description = "The logs to use.", DefaultValueFactory = _ => [.. RmtlStudies.Logs] };
        logs.AcceptOnlyFromAmong([.. RmtlStudies.Logs]);
        return Study("rmtl", "Multi-task backbones, plain and fine-tuned in every way, on both logs and a simulated one.",
            words => RmtlStudies.Run(words.GetValue(data)!, words.GetValue(Seeds), words.GetValue(logs)!), data, Seeds, logs);
    }

    private static StudyCommand RmtlWorlds() => Study("rmtl-worlds", "RMTL against plain training where short sessions are the hard ones, and in the null twin (about a minute a seed).",
        words => RmtlWorldStudy.Run(words.GetValue(Seeds)), Seeds);

    private static StudyCommand Coverage() => Study("coverage", "Every off-policy estimator on a world whose values are known: bias, coverage of intervals, choice of policies.",
        words => CoverageStudy.Run(words.GetValue(Replications), words.GetValue(Sessions)), Replications, Sessions);

    private static StudyCommand CoverageOfReturns() => Study("coverage-returns", "The part of coverage on returns of sessions with exact values, for logs of several sizes.",
        words => CoverageStudy.RunReturns(words.GetValue(Replications), words.GetValue(Sessions)), Replications, Sessions);

    private static StudyCommand CoverageWithPropensities()
    {
        var heldOut = new Argument<double>("held-out") { Description = "The share of sessions that propensity networks hold out." };
        return Study("coverage-propensities",
            "Coverage with propensities that networks estimate: intervals that take them as known, and those of half-samples.",
            words => CoverageStudy.RunPropensities(words.GetValue(Replications), words.GetValue(Sessions), words.GetValue(heldOut), words.GetValue(HalfSamples)),
            Replications, Sessions, heldOut, HalfSamples);
    }

    private static StudyCommand Tables()
    {
        var users = new Argument<int>("users") { Description = "The number of users of the simulated logs. 0: no simulated logs.", DefaultValueFactory = _ => TablesReport.SimulatedUsers };
        return Study("tables", "The TSCAC paper's tables on KuaiRand's random log and on simulated ones: docs/results/tscac-*.md.",
            words => TablesReport.Run(words.GetValue(Folder)!, words.GetValue(Seeds), words.GetValue(users)), Folder, Seeds, users);
    }

    private static StudyCommand PartOfTables()
    {
        var (log, seed, output) = (new Argument<string>("log"), new Argument<int>("seed"), new Argument<string>("output"));
        return Study(TableParts.Verb, "One seed of the tables, which the program asks of itself in processes of their own.",
            words => TableParts.Run(words.GetValue(log)!, words.GetValue(seed), words.GetValue(output)!), log, seed, output);
    }

    private static StudyCommand Figure()
    {
        var output = new Argument<string>("file") { Description = "The SVG file to write." };
        var users = new Argument<int>("users") { Description = "The number of users of the log." };
        return Study("figure", "The trade-off curve of the README, from a simulated log.",
            words => TradeOffStudy.Run(words.GetValue(output)!, words.GetValue(users)), output, users);
    }

    private static StudyCommand Crash()
        => Study("crash", "Small fits of every kind beside four threads that allocate, in a process of each garbage collector.",
            words => CrashStudy.Run(words.GetValue(Fits)), Fits);

    private static StudyCommand CrashInMode()
        => Study(CrashStudy.Verb, "The fits of crash in this process.", words => CrashStudy.RunMode(words.GetValue(Fits)), Fits);

    private static StudyCommand Benchmark<TBenchmarks>(string name, string description)
    {
        var options = new Argument<string[]>("options") { Description = "Options of BenchmarkDotNet.", Arity = ArgumentArity.ZeroOrMore };
        var benchmark = Study(name, description, words => BenchmarkRunner.Run<TBenchmarks>(args: [.. words.GetValue(options)!, .. words.UnmatchedTokens]), options);
        benchmark.TreatUnmatchedTokensAsErrors = false;
        return benchmark;
    }

    private static StudyCommand Study(string name, string description, Action<ParseResult> run, params Argument[] arguments) => Study(name, description, words =>
    {
        run(words);
        return 0;
    }, arguments);

    /// <param name="name">The first word of the command line.</param>
    /// <param name="description">What the study shows.</param>
    /// <param name="run">Gives the program's exit code.</param>
    /// <param name="arguments">The words that follow.</param>
    private static StudyCommand Study(string name, string description, Func<ParseResult, int> run, params Argument[] arguments)
    {
        var command = new StudyCommand(name, description);
        foreach (var argument in arguments)
            command.Arguments.Add(argument);
        command.SetAction(run);
        return command;
    }
}
