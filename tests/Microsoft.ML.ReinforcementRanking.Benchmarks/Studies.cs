using System.CommandLine;
using BenchmarkDotNet.Running;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Candidates;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Endurance;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Features;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Large;
using Microsoft.ML.ReinforcementRanking.Benchmarks.NewVideos;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;
using StudyCommand = System.CommandLine.Command;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>Defines the command line, which has a command for each study.</summary>
internal static class Studies
{
    private static readonly Argument<string> Folder = new("folder") { Description = "The folder with the files of KuaiRand." };
    private static readonly Argument<int> Seeds = new("seeds") { Description = "The number of seeds." };
    private static readonly Argument<int> Replications = new("replications") { Description = "The number of logs to draw." };
    private static readonly Argument<int> Sessions = new("sessions") { Description = "The number of sessions in each log." };
    private static readonly Argument<int> HalfSamples = new("half-samples") { Description = "The number of half-samples." };

    private static readonly Argument<int> Fits = new("fits") { Description = "The number of fits." };

    public static RootCommand Root() => new("Runs studies of the library. These measurements take minutes to hours.")
    {
        KuaiRand(), WatchTime(), FeaturesBeyondIds(), NewVideos(), Candidates(), Sampled(), Propensities(), RmtlLogs(), RmtlWorlds(), Coverage(),
        CoverageOfReturns(), CoverageWithPropensities(), Tables(), PartOfTables(), Figure(), Crash(), CrashInMode(), Kill(), FitToKill(), Soak(), JointSoak(),
        LargeCommands.Large(), LargeCommands.Run(), LargeCommands.Compare(),
        RankCommands.Study(), RankCommands.Fit(), RankCommands.Sum(),
        SpeedCommands.All(),
        ScoringCommand.Create(),
        Benchmark<ScoringBenchmarks>("policy-row", "Measures the time of Score and Probability of a policy with the sizes of KuaiRand for one row."),
        Benchmark<ServingBenchmarks>("serving", "Measures the time of the ranking engine and of ML.NET's prediction engine for one state."),
    };

    private static StudyCommand KuaiRand()
    {
        var share = new Argument<double>("share") { Description = "The share of the log to use, from its first exposure on.", DefaultValueFactory = _ => 1 };
        return Study("kuairand",
            "Compares TSCAC, behavior cloning, and boosted trees on the random log of KuaiRand, and shows the lambda curve (about two minutes per seed).",
            words => KuaiRandStudy.Run(words.GetValue(Folder)!, words.GetValue(Seeds), words.GetValue(share)), Folder, Seeds, share);
    }

    private static StudyCommand WatchTime() => Study("watch-time",
        "Compares TSCAC on quantiles of the watch time within classes of video length with TSCAC on the logarithm of the watch time, on KuaiRand.",
        words => WatchTimeStudy.Run(words.GetValue(Folder)!, words.GetValue(Seeds)), Folder, Seeds);

    private static StudyCommand FeaturesBeyondIds()
    {
        var data = new Argument<string>("folder") { Description = "The folder that contains kuairand and retailrocket." };
        return Study("features", "Compares networks with and without ids and response statistics with boosted trees per task, on both logs.",
            words => FeatureStudy.Run(words.GetValue(data)!, words.GetValue(Seeds)), data, Seeds);
    }

    private static StudyCommand NewVideos() => Study("new-videos",
        "Ranks videos of the random log of KuaiRand that the policy was not trained on (several minutes per seed).",
        words => NewVideoStudy.Run(words.GetValue(Folder)!, words.GetValue(Seeds)), Folder, Seeds);

    private static StudyCommand Candidates() => Study("candidates",
        "Compares LightGBM, FastTree, and TSCAC on lists of candidates with graded labels and on lists of KuaiRand (about two minutes per seed).",
        words => CandidateStudy.Run(words.GetValue(Folder)!, words.GetValue(Seeds)), Folder, Seeds);

    private static StudyCommand Sampled() => Study("sampled",
        "Compares TSCAC with its sampled form at the same effective sample size (about two minutes per seed).",
        words => KuaiRandStudy.RunSampled(words.GetValue(Folder)!, words.GetValue(Seeds)), Folder, Seeds);

    private static StudyCommand Propensities() => Study("kuairand-propensities",
        "Compares estimated propensities of the random log of KuaiRand with the true ones, with intervals of both kinds.",
        words => KuaiRandStudy.RunPropensities(words.GetValue(Folder)!, words.GetValue(HalfSamples)), Folder, HalfSamples);

    private static StudyCommand RmtlLogs()
    {
        var data = new Argument<string>("folder") { Description = "The folder that contains kuairand and retailrocket." };
        var logs = new Argument<string[]>("logs") { Description = "The logs to use.", DefaultValueFactory = _ => [.. RmtlStudies.Logs] };
        logs.AcceptOnlyFromAmong([.. RmtlStudies.Logs]);
        return Study("rmtl", "Compares multi-task backbones, plain and fine-tuned in every way, on both logs and a simulated log.",
            words => RmtlStudies.Run(words.GetValue(data)!, words.GetValue(Seeds), words.GetValue(logs)!), data, Seeds, logs);
    }

    private static StudyCommand RmtlWorlds() => Study("rmtl-worlds",
        "Compares RMTL with plain training in a world with hard short sessions, and in a world with one law (about a minute per seed).",
        words => RmtlWorldStudy.Run(words.GetValue(Seeds)), Seeds);

    private static StudyCommand Coverage() => Study("coverage",
        "Measures the bias, the coverage of intervals, and the ranking of policies of every off-policy estimator in a world with known values.",
        words => CoverageStudy.Run(words.GetValue(Replications), words.GetValue(Sessions)), Replications, Sessions);

    private static StudyCommand CoverageOfReturns() => Study("coverage-returns",
        "Measures the coverage of intervals for returns of sessions with exact values only.",
        words => CoverageStudy.RunReturns(words.GetValue(Replications), words.GetValue(Sessions)), Replications, Sessions);

    private static StudyCommand CoverageWithPropensities()
    {
        var heldOut = new Argument<double>("held-out") { Description = "The share of sessions that the propensity networks hold out." };
        return Study("coverage-propensities",
            "Measures coverage with estimated propensities, for intervals that take them as known and for intervals of half-samples.",
            words => CoverageStudy.RunPropensities(
                words.GetValue(Replications), words.GetValue(Sessions), words.GetValue(heldOut), words.GetValue(HalfSamples)),
            Replications, Sessions, heldOut, HalfSamples);
    }

    private static StudyCommand Tables()
    {
        var users = new Argument<int>("users")
        {
            Description = "The number of users of the simulated logs, or 0 for no simulated logs.",
            DefaultValueFactory = _ => TablesReport.SimulatedUsers,
        };
        return Study("tables", "Writes the tables of the TSCAC paper for the random log of KuaiRand and for simulated logs to docs/results/tscac-*.md.",
            words => TablesReport.Run(words.GetValue(Folder)!, words.GetValue(Seeds), words.GetValue(users)), Folder, Seeds, users);
    }

    private static StudyCommand PartOfTables()
    {
        var (log, seed, output) = (new Argument<string>("log"), new Argument<int>("seed"), new Argument<string>("output"));
        return Study(TableParts.CommandName, "Computes one seed of the tables. The command tables starts it in separate processes.",
            words => TableParts.Run(words.GetValue(log)!, words.GetValue(seed), words.GetValue(output)!), log, seed, output);
    }

    private static StudyCommand Figure()
    {
        var output = new Argument<string>("file") { Description = "The SVG file to write." };
        var users = new Argument<int>("users") { Description = "The number of users of the log." };
        return Study("figure", "Draws the trade-off curve of the README from a simulated log.",
            words => TradeOffStudy.Run(words.GetValue(output)!, words.GetValue(users)), output, users);
    }

    private static StudyCommand Crash()
        => Study("crash", "Runs small fits of every kind while four threads allocate memory, in one process for each kind of garbage collection.",
            words => CrashStudy.Run(words.GetValue(Fits)), Fits);

    private static StudyCommand CrashInMode()
        => Study(CrashStudy.CommandName, "Runs the fits of the command crash in this process.", words => CrashStudy.RunMode(words.GetValue(Fits)), Fits);

    private static StudyCommand Kill()
    {
        var kills = new Argument<int>("kills") { Description = "The number of kills for each trainer." };
        return Study("kill", "Kills fits with checkpoints at random moments, and compares the models that they give in the end (about 20 seconds per trainer).",
            words => KillStudy.Run(words.GetValue(kills)), kills);
    }

    private static StudyCommand FitToKill()
    {
        var (trainer, folder) = (new Argument<string>("trainer"), new Argument<string>("folder"));
        return Study(KillStudy.CommandName, "Fits once, in a process that the command kill starts and kills.",
            words => KillStudy.Fit(words.GetValue(trainer)!, words.GetValue(folder)!), trainer, folder);
    }

    private static StudyCommand Soak()
    {
        var minutes = new Argument<double>("minutes") { Description = "The time of the loop.", DefaultValueFactory = _ => 60 };
        return Study("soak", "Fits, evaluates, saves, loads and serves models of every trainer in a loop, and shows what the process holds.",
            words => SoakStudy.Run(words.GetValue(minutes)), minutes);
    }

    private static StudyCommand JointSoak()
    {
        var steps = new Argument<int>("steps") { Description = "The number of gradient steps of each of two stages.", DefaultValueFactory = _ => 10_000 };
        return Study("joint-soak", "Fits one model by the processes that mpirun starts, for many steps, and shows what each of them holds.",
            words => JointSoakStudy.Run(words.GetValue(steps)), steps);
    }

    private static StudyCommand Benchmark<TBenchmarks>(string name, string description)
    {
        var options = new Argument<string[]>("options") { Description = "The options of BenchmarkDotNet.", Arity = ArgumentArity.ZeroOrMore };
        var benchmark = Study(
            name, description, words => BenchmarkRunner.Run<TBenchmarks>(args: [.. words.GetValue(options)!, .. words.UnmatchedTokens]), options);
        benchmark.TreatUnmatchedTokensAsErrors = false;
        return benchmark;
    }

    private static StudyCommand Study(string name, string description, Action<ParseResult> run, params Argument[] arguments)
        => Study(name, description, words =>
        {
            run(words);
            return 0;
        }, arguments);

    /// <param name="name">The name of the command.</param>
    /// <param name="description">What the study measures.</param>
    /// <param name="run">A function that runs the study and returns the exit code of the program.</param>
    /// <param name="arguments">The arguments of the command.</param>
    private static StudyCommand Study(string name, string description, Func<ParseResult, int> run, params Argument[] arguments)
    {
        var command = new StudyCommand(name, description);
        foreach (var argument in arguments)
            command.Arguments.Add(argument);
        command.SetAction(run);
        return command;
    }
}
