using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// The study of <c>samples/ShortVideo</c> over several seeds: every policy's lift on the last fifth of the log, with all choices made on the fifth before it,
/// and the constraint's trade-off curve of the fitted policies.
/// </summary>
internal static class KuaiRandStudy
{
    private static readonly double[] Curve = [16, 8, 4, 2, 1.4, 1, 0.7, 0.5, 0.35];

    public static void Run(string folder, int seeds)
    {
        List<PolicyStudyResult> results = [];
        var curve = Curve.Select(_ => new List<OffPolicyMetrics>()).ToArray();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var ml = new MLContext(seed);
            var result = PreparedLog.Read(ml, folder).Study(ml, seed).Run();
            results.Add(result);
            foreach (var (index, strength) in Curve.Index())
                curve[index].Add(result.Evaluate(result.Tscac.Policy.WithConstraintStrength(strength)));
        }
        Console.WriteLine($"\nLift over the logged mean in %, mean ± sd over {seeds} seeds\n");
        foreach (var (index, policy) in results[0].Test.Select(test => test.Policy).Index())
            PrintRow(policy, [.. results.Select(result => result.Test[index].Metrics)]);
        Console.WriteLine($"\nSmallest lower bound of TSCAC: watch time {LowerBound(results, 0):F1} %, click {LowerBound(results, 1):F1} %");
        Console.WriteLine($"Chosen: {string.Join("; ", results.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Tscac.Design} at {result.Tscac.ConstraintStrength}")))}\n");
        Console.WriteLine("The dial on the test rows\n");
        foreach (var (index, strength) in Curve.Index())
            PrintRow(string.Create(CultureInfo.InvariantCulture, $"lambda {strength}"), curve[index]);
    }

    private static double LowerBound(IEnumerable<PolicyStudyResult> results, int response)
        => results.Min(result => 100 * result.Test[^1].Metrics.Responses[response].CappedSelfNormalizedIps.LiftLowerBound);

    private static void PrintRow(string name, IReadOnlyList<OffPolicyMetrics> metrics)
    {
        string Column(string title, string format, Func<OffPolicyMetrics, double> value)
        {
            var values = metrics.Select(value).ToArray();
            var mean = values.Average();
            var deviation = values.Length < 2 ? 0 : Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1));
            return $"{title} {mean.ToString(format, CultureInfo.InvariantCulture)} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}";
        }
        IEnumerable<string> lifts = Evaluator.Responses.Select((response, index) => Column(response, "F1", metric => 100 * metric.Responses[index].CappedSelfNormalizedIps.Lift));
        Console.WriteLine(string.Join(" | ", [
            name, .. lifts, Column("ESS", "F0", metric => metric.EffectiveSampleSize), Column("capped weight", "F3", metric => metric.MeanCappedWeight),
            Column("placebo", "F1", metric => 100 * metric.PlaceboLift())]));
    }
}
