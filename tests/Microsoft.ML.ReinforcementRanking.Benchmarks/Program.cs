using System.Globalization;
using BenchmarkDotNet.Running;
using Microsoft.ML.ReinforcementRanking.Benchmarks;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

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
    case ["rmtl", var data, var seeds]:
        RmtlStudies.Run(data, int.Parse(seeds, CultureInfo.InvariantCulture));
        return 0;
    case ["scoring", .. var options]:
        BenchmarkRunner.Run<ScoringBenchmarks>(args: options);
        return 0;
    default:
        Console.Error.WriteLine("""
            kuairand <folder> <seeds> [share]    TSCAC, cloning and boosted trees on KuaiRand's random log, or on the first share of it in time, and the lambda curve (about two minutes a seed)
            sampled <folder> <seeds>    TSCAC, and its sampled form at the same effective sample size (about two minutes a seed)
            rmtl <folder of kuairand/ and retailrocket/> <seeds>    multi-task backbones, plain and fine-tuned in every way, on both logs and a simulated one
            scoring [BenchmarkDotNet options]    Score and Probability, row by row
            """);
        return 2;
}
