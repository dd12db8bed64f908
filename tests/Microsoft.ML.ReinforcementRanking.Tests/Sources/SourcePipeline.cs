using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sources;

/// <summary>Creates the pipeline that the tests of sources fit.</summary>
internal static class SourcePipeline
{
    public static IEstimator<ITransformer> Create(MLContext ml)
        => ml.Transforms.Concatenate("Features", nameof(SourceRow.Interest), nameof(SourceRow.Hour))
            .Append(ml.Transforms.NormalizeMeanVariance("Features"))
            .Append(ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
            {
                LabelColumnName = nameof(SourceRow.WatchTime),
                ActionColumnName = nameof(SourceRow.Video),
                AuxiliaryResponses = [new(nameof(SourceRow.Click))],
                PropensityColumnName = nameof(SourceRow.Propensity),
                NumberOfStageOneEpochs = 1,
                NumberOfStageTwoEpochs = 1,
            }));
}
