using System.Globalization;
using BenchmarkDotNet.Running;
using Microsoft.ML.ReinforcementRanking.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["kuairand", var folder, var seeds]:
        KuaiRandStudy.Run(folder, int.Parse(seeds, CultureInfo.InvariantCulture));
        return 0;
    case ["rmtl-worlds", var seeds]:
        RmtlWorldStudy.Run(int.Parse(seeds, CultureInfo.InvariantCulture));
        return 0;
    case ["scoring", .. var options]:
        BenchmarkRunner.Run<ScoringBenchmarks>(args: options);
        return 0;
    default:
        Console.Error.WriteLine("""
            kuairand <folder> <seeds>    TSCAC, cloning and boosted trees on KuaiRand's random log, and the lambda curve (about two minutes a seed)
            rmtl-worlds <seeds>          RMTL against plain training where short sessions are the hard ones, and in the null twin (about a minute a seed)
            scoring [BenchmarkDotNet options]    Score and Probability, row by row
            """);
        return 2;
}
