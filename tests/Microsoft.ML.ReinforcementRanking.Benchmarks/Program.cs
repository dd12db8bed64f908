using System.Globalization;
using BenchmarkDotNet.Running;
using Microsoft.ML.ReinforcementRanking.Benchmarks;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["kuairand", var folder, var seeds]:
        KuaiRandStudy.Run(folder, int.Parse(seeds, CultureInfo.InvariantCulture), share: 1);
        return 0;
    case ["kuairand", var folder, var seeds, var share]:
        KuaiRandStudy.Run(folder, int.Parse(seeds, CultureInfo.InvariantCulture), double.Parse(share, CultureInfo.InvariantCulture));
        return 0;
    case ["sampled", var folder, var seeds]:
        KuaiRandStudy.RunSampled(folder, int.Parse(seeds, CultureInfo.InvariantCulture));
        return 0;
    case ["kuairand-propensities", var folder, var halfSamples]:
        KuaiRandStudy.RunPropensities(folder, int.Parse(halfSamples, CultureInfo.InvariantCulture));
        return 0;
    case ["rmtl", var data, var seeds, .. var logs]:
        RmtlStudies.Run(data, int.Parse(seeds, CultureInfo.InvariantCulture), logs.Length == 0 ? RmtlStudies.Logs : logs);
        return 0;
    case ["rmtl-worlds", var seeds]:
        RmtlWorldStudy.Run(int.Parse(seeds, CultureInfo.InvariantCulture));
        return 0;
    case ["coverage", var replications, var sessions]:
        CoverageStudy.Run(int.Parse(replications, CultureInfo.InvariantCulture), int.Parse(sessions, CultureInfo.InvariantCulture));
        return 0;
    case ["coverage-returns", var replications, var sessions]:
        CoverageStudy.RunReturns(int.Parse(replications, CultureInfo.InvariantCulture), int.Parse(sessions, CultureInfo.InvariantCulture));
        return 0;
    case ["coverage-propensities", var replications, var sessions, var heldOut, var halfSamples]:
        CoverageStudy.RunPropensities(int.Parse(replications, CultureInfo.InvariantCulture), int.Parse(sessions, CultureInfo.InvariantCulture),
            double.Parse(heldOut, CultureInfo.InvariantCulture), int.Parse(halfSamples, CultureInfo.InvariantCulture));
        return 0;
    case ["tables", var folder, var seeds]:
        TablesReport.Run(folder, int.Parse(seeds, CultureInfo.InvariantCulture), TablesReport.SimulatedUsers);
        return 0;
    case ["tables", var folder, var seeds, var users]:
        TablesReport.Run(folder, int.Parse(seeds, CultureInfo.InvariantCulture), int.Parse(users, CultureInfo.InvariantCulture));
        return 0;
    case [TableParts.Verb, var log, var seed, var output]:
        TableParts.Run(log, int.Parse(seed, CultureInfo.InvariantCulture), output);
        return 0;
    case ["scoring", .. var options]:
        BenchmarkRunner.Run<ScoringBenchmarks>(args: options);
        return 0;
    default:
        Console.Error.WriteLine("""
            rmtl <folder of kuairand/ and retailrocket/> <seeds> [kuairand] [retailrocket] [simulated] [fixed]    multi-task backbones, plain and fine-tuned in every way, on both logs and a simulated one
            kuairand <folder> <seeds> [share]    TSCAC, cloning and boosted trees on KuaiRand's random log, or on the first share of it in time, and the lambda curve (about two minutes a seed)
            sampled <folder> <seeds>    TSCAC, and its sampled form at the same effective sample size (about two minutes a seed)
            kuairand-propensities <folder> <half-samples>    estimated propensities of KuaiRand's random log beside the true ones, with intervals of both kinds
            tables <folder> <seeds> [users]    the TSCAC paper's tables on KuaiRand's random log, and on simulated ones of 6,600 or so many users unless that is 0: docs/results/tscac-*.md
            rmtl-worlds <seeds>          RMTL against plain training where short sessions are the hard ones, and in the null twin (about a minute a seed)
            coverage <replications> <sessions>    every off-policy estimator on a world whose values are known: bias, coverage of intervals, choice of policies
            coverage-returns <replications> <sessions>    its part on returns of sessions with exact values, for logs of several sizes
            coverage-propensities <replications> <sessions> <held out> <half-samples>    the same with propensities that networks estimate: intervals that take them as known, and those of half-samples
            scoring [BenchmarkDotNet options]    Score and Probability, row by row
            """);
        return 2;
}
