using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks;

/// <summary>
/// Compares TSCAC with the logarithm of the watch time as its main response and with the quantile of the watch time among videos of about the same length. Each
/// policy has the weakest constraint at which its effective sample size on the validation rows is a third of these rows, so that both are as far from the log.
/// </summary>
internal static class WatchTimeStudy
{
    private const string Quantile = "WatchQuantile";
    private const string Duration = "Duration";
    private const string Length = "Length";
    private const double SmallestEffectiveShare = 1.0 / 3;

    private static readonly double[] ConstraintStrengths = [6, 3, 2, 1.5, 1.2, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3];
    private static readonly string[] Labels = [nameof(LogRow.LogWatchTime), Quantile];
    private static readonly string[] Responses = [nameof(LogRow.WatchTime), Quantile, Length, nameof(LogRow.Click), nameof(LogRow.Interaction)];

    /// <param name="folder">The folder with the files of KuaiRand.</param>
    /// <param name="seeds">The number of seeds, which start at 1.</param>
    public static void Run(string folder, int seeds)
    {
        var results = Labels.ToDictionary(label => label, _ => new List<OffPolicyMetrics>());
        for (var seed = 1; seed <= seeds; seed++)
        {
            var ml = new MLContext(seed);
            var prepared = PreparedLog.Read(ml, folder);
            var parts = AddQuantiles(ml, prepared);
            if (seed == 1)
                PrintCorrelations(parts.Test);
            foreach (var label in Labels)
                results[label].Add(Evaluate(ml, parts.Test, Choose(ml, Fit(ml, label, prepared.Data.Catalog, parts), parts.Validation)));
        }
        Console.WriteLine($"\nLift over the logged mean in %, mean ± sd over {seeds} seeds\n");
        foreach (var label in Labels)
        {
            var lifts = Responses.Select((response, index)
                => $"{response} {Spread.Text([.. results[label].Select(metrics => 100 * metrics.Responses[index].CappedSelfNormalizedIps.Lift)], "F1")}");
            Console.WriteLine($"{label}: {string.Join(" | ", lifts)} | effective sample size "
                + Spread.Text([.. results[label].Select(metrics => metrics.EffectiveSampleSize)], "F0"));
        }
    }

    private static LogParts AddQuantiles(MLContext ml, PreparedLog prepared)
    {
        var mean = prepared.Log.Videos.Average(video => video.Duration) ?? 0;
        IEstimator<ITransformer> Map(string output, float unknown) => ml.Transforms.Conversion.MapValue(output,
            prepared.Log.Videos.ToDictionary(video => video.Id, video => video.Duration ?? unknown), nameof(LogRow.VideoId));
        var parts = prepared.Parts;
        var quantiles = Map(Duration, float.NaN).Append(Map(Length, mean))
            .Append(ml.Transforms.NormalizeWatchTime(Quantile, nameof(LogRow.WatchTime), Duration)).Fit(parts.Training);
        return parts.Map(rows => ml.Data.Cache(quantiles.Transform(rows)));
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(MLContext ml, string label, IDataView catalog, LogParts parts)
    {
        var options = NeuralPolicies.TscacOptions(TscacDesign.All[0], catalog);
        options.LabelColumnName = label;
        options.NumberOfThreads = 1;
        return ml.Ranking.Trainers.Tscac(options).Fit(parts.Training, parts.Validation);
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Choose(
        MLContext ml, RankingPredictionTransformer<NeuralRankingModelParameters> tscac, IDataView validation)
        => ConstraintStrengths.Select(tscac.WithConstraintStrength).TakeWhile(policy =>
        {
            var metrics = Evaluate(ml, validation, policy);
            return metrics.EffectiveSampleSize >= SmallestEffectiveShare * metrics.RowCount;
        }).Last();

    private static OffPolicyMetrics Evaluate(MLContext ml, IDataView rows, RankingPredictionTransformer<NeuralRankingModelParameters> policy)
        => ml.Ranking.EvaluateOffPolicy(policy.Transform(rows), Responses, rowGroupColumnName: nameof(LogRow.UserId), options: new() { Seed = 1 });

    private static void PrintCorrelations(IDataView rows)
    {
        double[] lengths = [.. rows.GetColumn<float>(Length).Select(length => (double)length)];
        foreach (var column in (string[])[nameof(LogRow.WatchTime), nameof(LogRow.LogWatchTime), Quantile])
        {
            double[] values = [.. rows.GetColumn<float>(column).Select(value => (double)value)];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"Correlation of {column} with the duration on the test rows: {Correlation(lengths, values):F3}"));
        }
    }

    private static double Correlation(double[] one, double[] other)
    {
        var (mean, otherMean) = (one.Average(), other.Average());
        double Sum(double[] x, double[] y, double meanX, double meanY) => x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return Sum(one, other, mean, otherMean) / Math.Sqrt(Sum(one, one, mean, mean) * Sum(other, other, otherMean, otherMean));
    }
}
