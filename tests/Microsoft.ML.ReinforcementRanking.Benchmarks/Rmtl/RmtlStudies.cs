using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>The study on every log: KuaiRand's random one, RetailRocket's sample, and a large simulated one.</summary>
internal static class RmtlStudies
{
    private const int SimulatedUsers = 5_000;

    private static readonly double[] Discounts = [0.95, 0];
    private static readonly double[] Strengths = [0.3, 1];

    public static void Run(string data, int seeds)
    {
        new RmtlStudy(new("KuaiRand, random exposure", Path.Combine(data, "kuairand"), 1024, Discounts, Strengths, StudySettings.AllBackbones)).Run(seeds);
        new RmtlStudy(new("RetailRocket, sample", Path.Combine(data, "retailrocket"), 256, Discounts, Strengths, StudySettings.AllBackbones)).Run(seeds);
        var folder = Directory.CreateTempSubdirectory("rmtl-study-");
        try
        {
            SimulatedLog.Write(folder.FullName, seed: 1, new() { Users = SimulatedUsers, Videos = 2000 });
            var backbones = StudySettings.AllBackbones.Where(backbone => backbone.Name is "SharedBottom" or "MMoE" or "PLE");
            new RmtlStudy(new("Simulated", folder.FullName, 2048, Discounts, Strengths, [.. backbones])).Run(seeds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
