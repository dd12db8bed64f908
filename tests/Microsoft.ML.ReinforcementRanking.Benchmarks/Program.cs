using System.Globalization;
using BenchmarkDotNet.Running;
using Microsoft.ML.ReinforcementRanking.Benchmarks;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["kuairand", var folder, var seeds]:
        KuaiRandStudy.Run(folder, int.Parse(seeds, CultureInfo.InvariantCulture));
        return 0;
    case ["coverage", var replications, var sessions]:
        CoverageStudy.Run(int.Parse(replications, CultureInfo.InvariantCulture), int.Parse(sessions, CultureInfo.InvariantCulture));
        return 0;
    case ["rmtl", var data, var seeds]:
        RmtlStudies.Run(data, int.Parse(seeds, CultureInfo.InvariantCulture));
        return 0;
    case ["scoring", .. var options]:
        BenchmarkRunner.Run<ScoringBenchmarks>(args: options);
        return 0;
    default:
        Console.Error.WriteLine("""
            kuairand <folder> <seeds>    TSCAC, cloning and boosted trees on KuaiRand's random log, and the lambda curve (about two minutes a seed)
            coverage <replications> <sessions>    every off-policy estimator on a world whose values are known: bias, coverage of intervals, choice of policies
            rmtl <folder of kuairand/ and retailrocket/> <seeds>    multi-task backbones, plain and fine-tuned in every way, on both logs and a simulated one
            scoring [BenchmarkDotNet options]    Score and Probability, row by row
            """);
        return 2;
}
