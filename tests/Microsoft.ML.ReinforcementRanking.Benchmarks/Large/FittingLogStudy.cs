using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Large;

/// <summary>
/// Compares policies of a log that is shuffled in many windows with those of the same log in memory, over seeds. The log drifts, which is the hardest case for
/// windows.
/// </summary>
internal static class FittingLogStudy
{
    private const int Rows = 400_000;
    private const int Epochs = 2;

    /// <summary>Leaves room for windows of about 10,000 rows.</summary>
    private const int Megabytes = 524;

    public static void Run(int seeds, string folder)
    {
        var context = new MLContext(1);
        var (training, test) = (context.Data.Cache(LargeLog.View(context, Rows, seed: 11)), context.Data.Cache(LargeLog.View(context, Rows / 4, seed: 12)));
        double Value(ActorCriticRankingTrainer.Options options)
        {
            var scored = context.Ranking.Trainers.ActorCritic(options).Fit(training).Transform(test);
            return context.Ranking.EvaluateOffPolicy(scored, ["Label"], rowGroupColumnName: "Session", options: new() { NumberOfBootstrapSamples = 0 })
                .Responses[0].SelfNormalizedIps.Value;
        }
        Console.WriteLine("| seed | in memory | in windows |");
        Console.WriteLine("|---:|---:|---:|");
        List<(double Memory, double Windows)> values = [];
        for (var seed = 1; seed <= seeds; seed++)
        {
            values.Add((Value(LargeStudy.Options(null, null, Epochs, seed)), Value(LargeStudy.Options(folder, Megabytes, Epochs, seed))));
            Console.WriteLine(FormattableString.Invariant($"| {seed} | {values[^1].Memory:F4} | {values[^1].Windows:F4} |"));
        }
        Console.WriteLine($"In memory {Describe([.. values.Select(pair => pair.Memory)])}, in windows {Describe([.. values.Select(pair => pair.Windows)])}.");
    }

    private static string Describe(double[] values)
    {
        var mean = values.Average();
        return FormattableString.Invariant($"{mean:F4} ± {Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)):F4}");
    }
}
