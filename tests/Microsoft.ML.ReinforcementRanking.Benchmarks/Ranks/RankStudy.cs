using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>
/// Compares joint fits of several ranks with fits of one on this machine, fits the cost of a step to the results, and computes from it what many ranks gain
/// (docs/results/mpi.md).
/// </summary>
internal static class RankStudy
{
    public static void Run(int ranks, int repetitions, IReadOnlyList<RankKind> kinds)
    {
        Console.WriteLine($"{ReportText.Machine} {repetitions} repetitions.");
        var sums = SumRates.Measure(ranks);
        Console.WriteLine($"\n| Numbers in a sum over {ranks} ranks | µs |\n|---:|---:|");
        foreach (var (size, seconds) in sums)
            Console.WriteLine($"| {size.ToString("N0", CultureInfo.InvariantCulture)} | {ReportText.Number(1e6 * seconds)} |");
        foreach (var kind in kinds)
        {
            var steps = Measure(kind, ranks, repetitions);
            ScalingTable.Print(kind, steps, StepCost.Fit(steps, SumsHere), SumsHere);
        }

        double SumsHere(MeasuredStep step) => step.Ranks == 1 ? 0 : step.Calls * SumRates.Interpolate(sums, step.Bytes / step.Calls / sizeof(float));
    }

    /// <summary>Measures the steps of one kind with batches of several sizes, and returns the median step of each.</summary>
    private static MeasuredStep[] Measure(RankKind kind, int ranks, int repetitions)
    {
        List<Side> sides = [];
        Dictionary<string, MeasuredStep> last = [];
        foreach (var batch in (int[])[kind.Batch / 2, kind.Batch, 2 * kind.Batch])
        {
            var one = Side(1, batch, null);
            sides.AddRange([one, Side(ranks, batch, one)]);
        }
        var results = Comparison.Run(sides, repetitions);
        Console.WriteLine($"\n{kind.Title}, a step of all stages:\n\n| Joint step | ms | Quartiles | Efficiency | Quartiles |\n|---|---:|---:|---:|---:|");
        foreach (var result in results)
        {
            var row = $"| {result.Name} | {ReportText.Number(1e3 * result.Values.Median)} | {ReportText.Range(result.Values.Times(1e3))} |";
            Console.WriteLine(result.Ratio is { } ratio ? $"{row} {ReportText.Number(1 / ratio.Median / ranks)} | {ReportText.Range(new(
                1 / ratio.Upper / ranks, 1 / ratio.Median / ranks, 1 / ratio.Lower / ranks))} |" : $"{row} | |");
        }
        return [.. results.Select(result => last[result.Name] with { Seconds = result.Values.Median })];

        Side Side(int count, int batch, Side? baseline)
        {
            var name = $"{batch.ToString("N0", CultureInfo.InvariantCulture)} rows on {(count == 1 ? "one rank" : $"{count} ranks")}";
            return new(name, () => (last[name] = MeasuredStep.Parse(MpiProgram.Run(
                count, RankCommands.FitName, kind.Name, batch.ToString(CultureInfo.InvariantCulture)))).Seconds, baseline);
        }
    }
}
