using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Ranks;

/// <summary>Writes the parts of the cost of a step, how well they describe the measured steps, and the efficiency that they give for many ranks.</summary>
internal static class ScalingTable
{
    private const int LargestRanks = 256;

    public static void Print(RankKind kind, IReadOnlyList<MeasuredStep> steps, StepCost cost, Func<MeasuredStep, double> sumsHere)
    {
        var joint = steps.First(step => step.Ranks > 1 && step.Batch == kind.Batch);
        var errors = steps.Select(step => Math.Abs(cost.Seconds(step.Batch, step.Ranks, sumsHere(step)) / step.Seconds - 1));
        Console.WriteLine($"\nFixed {ReportText.Number(1e3 * cost.Fixed)} ms, divided {ReportText.Number(1e6 * cost.Divided)} µs a row, waits "
            + $"{ReportText.Number(1e3 * cost.Waits)} ms, and {ReportText.Number(joint.Calls)} sums of {ReportText.Number(joint.Bytes / 1e6)} MB "
            + $"together. The largest error of a measured step is {ReportText.Number(100 * errors.Max())} %.");
        Console.WriteLine("\n| Ranks | The same batch | Rows of the largest rank | A batch per rank |\n|---:|---:|---:|---:|");
        for (var ranks = 2; ranks <= LargestRanks; ranks *= 2)
        {
            var sums = Network.DataCenter.Seconds(joint.Calls, joint.Bytes, ranks);
            var one = cost.Seconds(kind.Batch, 1, 0);
            var (same, grown) = (cost.Seconds(kind.Batch, ranks, sums), cost.Seconds(kind.Batch * ranks, ranks, sums));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {ranks} | {one / same / ranks:F2} | {StepCost.Largest(kind.Batch, ranks):F0} | {one / grown:F2} |"));
        }
    }
}
