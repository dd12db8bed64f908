using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>
/// Compares the estimation of propensities with folds that are fitted at the same time, and one after another, on the last part of KuaiRand. Both must give
/// the same bytes.
/// </summary>
internal static class FoldsPart
{
    private const int Epochs = 4;

    public static void Run(SpeedReport report, int repetitions, string folder)
    {
        var ml = new MLContext(1);
        var prepared = PreparedLog.Read(ml, folder);
        var log = ml.Data.Cache(prepared.Parts.Test);
        Dictionary<string, float[]> results = [];
        double Estimate(string name, IProgress<TrainingProgress>? progress)
        {
            var clock = Stopwatch.StartNew();
            var estimated = ml.Ranking.EstimatePropensities(log, new()
            {
                BehaviorPolicy = new()
                {
                    RowGroupColumnName = nameof(LogRow.UserId),
                    ActionColumnName = nameof(LogRow.VideoId),
                    ActionFeatureColumnName = nameof(LogRow.VideoFeatures),
                    ActionCatalog = prepared.Data.Catalog,
                    UseActionIdentity = false,
                    NumberOfEpochs = Epochs,
                    EarlyStoppingPatience = Epochs,
                    Progress = progress,
                },
                OutputColumnName = "Estimated",
            });
            var seconds = clock.Elapsed.TotalSeconds;
            results[name] = [.. estimated.GetColumn<float>("Estimated")];
            return seconds;
        }
        // Reports of progress come in the order of the folds.
        var inTurn = new Side("one after another", () => Estimate("in turn", new Progress<TrainingProgress>()));
        var compared = Comparison.Run([inTurn, new("at the same time", () => Estimate("at once", progress: null), inTurn)], repetitions);
        if (!results["in turn"].AsSpan().SequenceEqual(results["at once"]))
            throw new InvalidOperationException("The propensities differ.");
        report.Compare("s", compared, $"Five folds of the test part of KuaiRand, {results["in turn"].Length:N0} rows, {Epochs} epochs each. Both give the same "
            + "bytes.");
    }
}
