using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class MultiTaskContract(FittedOnce fitted) : TaskContract<MultiTaskRankingTrainer.Options>(fitted)
{
    private protected override ReinforcementRankingTrainerBase<MultiTaskRankingTrainer.Options> Create(MLContext context, FitSettings settings)
        => context.Ranking.Trainers.MultiTask(settings.ToMultiTask(new AitmBackbone { BottomUnits = [8], TowerUnits = [4] }));
}
