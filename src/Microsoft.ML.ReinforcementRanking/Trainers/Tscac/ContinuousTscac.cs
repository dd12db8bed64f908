using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

internal sealed class ContinuousTscac(TscacRankingTrainer.Options options, TrainingRun run)
{
    public static int CountStages(TscacRankingTrainer.Options options) => options.Responses.Count + 2;

    public ModelHead Train() => throw new InvalidOperationException("soon" + options + run);
}
