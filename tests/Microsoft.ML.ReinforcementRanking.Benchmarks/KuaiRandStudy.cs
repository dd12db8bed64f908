using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Evaluation;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Runs the study of <c>samples/ShortVideo</c> over several seeds. All choices are made on the second to last fifth of the log. The lift of every policy,
/// and the trade-off curve of the fitted policies, are estimated on the last fifth.
/// </summary>
internal static class KuaiRandStudy
{
    private static readonly double[] Curve = [16, 8, 4, 2, 1.4, 1, 0.7, 0.5, 0.35];

    /// <param name="folder">The folder with the files of KuaiRand.</param>
    /// <param name="seeds">The number of seeds, which start at 1.</param>
    /// <param name="share">The share of the log to use, from its first exposure on. A share below 1 gives a study with other splits in time.</param>
    public static void Run(string folder, int seeds, double share)
    {
        List<PolicyStudyResult> results = [];
        var curve = Curve.Select(_ => new List<OffPolicyMetrics>()).ToArray();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var ml = new MLContext(seed);
            var result = PreparedLog.Read(ml, folder, share).Study(ml, seed).Run();
            results.Add(result);
            foreach (var (index, strength) in Curve.Index())
                curve[index].Add(result.Evaluate(result.Tscac.Policy.WithConstraintStrength(strength)));
        }
        Console.WriteLine($"\nLift over the logged mean in %, mean ± sd over {seeds} seeds\n");
        foreach (var (index, policy) in results[0].Test.Select(test => test.Name).Index())
            PrintRow(policy, [.. results.Select(result => result.Test[index].Metrics)]);
        Console.WriteLine($"\nLowest lower bound of the lift of TSCAC: watch time {LowerBound(results, 0):F1} %, click {LowerBound(results, 1):F1} %");
        var chosen = results.Select(result => string.Create(CultureInfo.InvariantCulture, $"{result.Tscac.Design} at {result.Tscac.ConstraintStrength}"));
        Console.WriteLine($"Chosen auxiliary responses and constraint strengths: {string.Join("; ", chosen)}\n");
        Console.WriteLine("Constraint strengths on the test rows\n");
        foreach (var (index, strength) in Curve.Index())
            PrintRow(string.Create(CultureInfo.InvariantCulture, $"lambda {strength}"), curve[index]);
    }

    private static double LowerBound(IEnumerable<PolicyStudyResult> results, int response)
        => results.Min(result => 100 * result.Test[^1].Metrics.Responses[response].CappedSelfNormalizedIps.LiftLowerBound);

    /// <summary>
    /// Compares TSCAC as in the study with its sampled form: as fitted, and at the temperature that gives the effective sample size of TSCAC on the
    /// validation rows.
    /// </summary>
    public static void RunSampled(string folder, int seeds)
    {
        List<PolicyStudyResult> results = [];
        List<OffPolicyMetrics> fitted = [], tuned = [];
        for (var seed = 1; seed <= seeds; seed++)
        {
            var ml = new MLContext(seed);
            var result = PreparedLog.Read(ml, folder).Study(ml, seed).RunTscac();
            results.Add(result);
            var clock = Stopwatch.StartNew();
            var sampled = TrainingDisplay.Show("TSCAC, sampled",
                progress => result.Policies.TrainTscac(result.Tscac.Design, progress, PolicyImprovement.Sampled));
            Console.WriteLine($"Seed {seed}: The fit of the sampled form took {clock.Elapsed.TotalSeconds:F0} s.");
            var temperature =
                TemperatureSearch.FindLowest(
                middle => result.EvaluateOnValidation(sampled.WithTemperature(middle)).EffectiveSampleSize >= result.Tscac.Validation.EffectiveSampleSize);
            fitted.Add(result.Evaluate(sampled));
            tuned.Add(result.Evaluate(sampled.WithTemperature(temperature)));
            Console.WriteLine($"Seed {seed}: The temperature is {temperature:F3}.");
        }
        Console.WriteLine($"\nLift over the logged mean in %, mean ± sd over {seeds} seeds\n");
        PrintRow("TSCAC, exact", [.. results.Select(result => result.Test[^1].Metrics)]);
        PrintRow("TSCAC, sampled, as fitted", fitted);
        PrintRow("TSCAC, sampled, at the effective sample size of the exact form", tuned);
    }

    /// <summary>
    /// Compares the propensities of the log, which are those of a uniform choice, with estimates of them. The policy and the rows are the same. Some
    /// intervals take the estimates as known, and others come from half-samples of the users.
    /// </summary>
    public static void RunPropensities(string folder, int halfSamples)
    {
        var ml = new MLContext(seed: 1);
        var prepared = PreparedLog.Read(ml, folder);
        var parts = prepared.Parts;
        var policy = TrainingDisplay.Show("TSCAC", progress => new NeuralPolicies(ml, prepared, parts).TrainTscac(TscacDesign.All[0], progress));
        var clock = Stopwatch.StartNew();
        var estimated = ml.Ranking.EstimatePropensities(ml.Data.Cache(policy.Transform(parts.Test)), new()
        {
            BehaviorPolicy = new()
            {
                RowGroupColumnName = nameof(LogRow.UserId),
                ActionColumnName = nameof(LogRow.VideoId),
                ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
                ActionCatalog = prepared.Data.Catalog,
                UseActionIdentity = false,
            },
            NumberOfFolds = 2,
            NumberOfHalfSamples = halfSamples,
            OutputColumnName = "Estimated",
        });
        Console.WriteLine($"The estimation of the propensities took {clock.Elapsed.TotalSeconds:F0} s.\n");
        Show("Propensities of the log", nameof(LogRow.Propensity), halves: null);
        Show("Estimated propensities, taken as known", "Estimated", halves: null);
        Show("Estimated propensities, with half-samples", "Estimated", halves: "Estimated.HalfSamples");

        void Show(string title, string propensity, string? halves) => Console.WriteLine($"{title}\n\n{ml.Ranking.EvaluateOffPolicy(
            estimated, [.. Evaluator.Responses], propensityColumnName: propensity, rowGroupColumnName: nameof(LogRow.UserId),
            options: new() { PropensityHalfSamplesColumnName = halves, SensitivityWeightCaps = [], Seed = 1 })}");
    }

    private static void PrintRow(string name, IReadOnlyList<OffPolicyMetrics> metrics)
    {
        string Column(string title, string format, Func<OffPolicyMetrics, double> value) => $"{title} {Spread.Text([.. metrics.Select(value)], format)}";
        IEnumerable<string> lifts =
            Evaluator.Responses.Select((response, index) => Column(response, "F1", metric => 100 * metric.Responses[index].CappedSelfNormalizedIps.Lift));
        Console.WriteLine(string.Join(" | ", [
            name, .. lifts, Column("effective sample size", "F0", metric => metric.EffectiveSampleSize),
            Column("mean capped weight", "F3", metric => metric.MeanCappedWeight),
            Column("negative control", "F1", metric => 100 * metric.PlaceboLift())]));
    }
}
