using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>Runs the study on every log: the random log of KuaiRand, the sample of RetailRocket, and a simulated log of 80,000 rows.</summary>
internal static class RmtlStudies
{
    private const int SimulatedUsers = 3_000;

    private static readonly double[] Discounts = [0.95, 0];
    private static readonly double[] Strengths = [0.3, 1];

    private const int FixedEpochs = 5;

    public static readonly string[] Logs = ["kuairand", "retailrocket", "simulated", "fixed"];

    private static IReadOnlyList<(string Name, MultiTaskBackbone Backbone)> Some
        => [.. StudySettings.AllBackbones.Where(backbone => backbone.Name is "SharedBottom" or "MMoE" or "PLE")];

    public static void Run(string data, int seeds, IEnumerable<string> logs)
    {
        foreach (var log in logs)
        {
            switch (log)
            {
                case "kuairand":
                    new RmtlStudy(new("KuaiRand, random exposure", Path.Combine(data, log), 1024, Discounts, Strengths, StudySettings.AllBackbones)).Run(seeds);
                    break;
                case "retailrocket":
                    new RmtlStudy(new("RetailRocket, sample", Path.Combine(data, log), 256, Discounts, Strengths, StudySettings.AllBackbones)).Run(seeds);
                    break;
                case "fixed":
                    new RmtlStudy(
                        new($"KuaiRand, random exposure, {FixedEpochs} epochs for all", Path.Combine(data, "kuairand"), 1024, Discounts,
                        Strengths, Some, FixedEpochs)).Run(seeds);
                    break;
                default:
                    RunSimulated(seeds);
                    break;
            }
        }
    }

    private static void RunSimulated(int seeds)
    {
        var folder = Directory.CreateTempSubdirectory("rmtl-study-");
        try
        {
            SimulatedLog.Write(folder.FullName, seed: 1, new() { Users = SimulatedUsers, Videos = 2000 });
            new RmtlStudy(new("Simulated", folder.FullName, 2048, Discounts, Strengths, Some)).Run(seeds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
