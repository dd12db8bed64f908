using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public sealed class RmtlCriticGradientContract(FittedOnce fitted) : TaskContract<RmtlRankingTrainer.Options>(fitted)
{
    private protected override string[] CriticNames => ["Click", "Label"];

    private protected override ReinforcementRankingTrainerBase<RmtlRankingTrainer.Options> Create(MLContext context, FitSettings settings)
        => context.Ranking.Trainers.Rmtl(settings.ToRmtl(new PleBackbone { ExpertUnits = [8], TowerUnits = [4] }, FineTuningObjective.CriticGradient));
}
