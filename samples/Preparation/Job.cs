using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using Spectre.Console;

namespace Preparation;

/// <summary>Runs the sample: raw files, Parquet, sessions, a policy, its evaluation, and a saved model.</summary>
internal static class Job
{
    public static OffPolicyMetrics Run(Arguments arguments)
    {
        var clock = Stopwatch.StartNew();
        Directory.CreateDirectory(arguments.Output);
        var folder = arguments.Data ?? RawLog.Simulate(arguments.Output, arguments.Users, arguments.Seed);
        var path = Path.Combine(arguments.Output, "log.parquet");
        var rows = LogWriter.Write(folder, path);
        AnsiConsole.WriteLine($"{rows:N0} exposures of {folder} are joined, sorted and written to {path} ({new FileInfo(path).Length >> 10:N0} KiB).");

        var ml = new MLContext(arguments.Seed);
        WarningDisplay.ShowLog(ml);
        var log = ml.Data.LoadFromParquet<Step>(path);
        var sessions = ml.Data.GroupSessions(log, nameof(Step.User), nameof(Step.Time));
        var split = ml.Data.TrainTestSplitByTime(sessions, nameof(Step.Time));
        var model = Pipeline(ml).Fit(split.TrainSet);
        var metrics = ml.Ranking.EvaluateOffPolicy(model.Transform(split.TestSet), [nameof(Step.WatchTime), nameof(Step.Click), nameof(Step.Like)]);
        AnsiConsole.WriteLine(metrics.ToString());

        var file = Path.Combine(arguments.Output, "model.zip");
        ml.Model.Save(model, log.Schema, file);
        AnsiConsole.WriteLine($"The policy is saved in {file}. The run took {clock.Elapsed:m\\:ss} minutes.");
        return metrics;
    }

    private static EstimatorChain<RankingPredictionTransformer<NeuralRankingModelParameters>> Pipeline(MLContext ml)
        => ml.Transforms.NormalizeMeanVariance(nameof(Step.Features))
            .Append(ml.Transforms.NormalizeMeanVariance(nameof(Step.VideoFeatures)))
            .Append(ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
            {
                LabelColumnName = nameof(Step.WatchTime),
                ActionColumnName = nameof(Step.Video),
                ActionFeatureColumnName = nameof(Step.VideoFeatures),
                AuxiliaryResponses = [new(nameof(Step.Click)), new(nameof(Step.Like))],
                PropensityColumnName = nameof(Step.Propensity),
                NumberOfStageOneEpochs = 3,
                NumberOfStageTwoEpochs = 3,
            }));
}
