using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Critics that are no longer trained, and what is known of them.</summary>
/// <param name="Critics">In the order of the fit's tasks.</param>
/// <param name="Descriptions">Per task.</param>
/// <param name="Fields">The fields that they embed.</param>
/// <param name="NormalizeOn">Rows over which weights get mean 1; null to leave them as they are.</param>
internal sealed record TrainedTaskCritics(TaskCritics Critics, IReadOnlyList<ResponseCritic> Descriptions, IReadOnlyList<CategoryInput> Fields, LogRows? NormalizeOn)
{
    public CriticWeights NewWeights(TaskNetwork actor, LossWeighting weighting, double strength)
        => new(Critics, weighting, strength, Descriptions[0].DiscountFactor, actor, NormalizeOn);

    public TaskCriticNetwork ToNetwork() => new(Descriptions, Critics.Scales, Critics.Module.Plan.InputWidth - Descriptions.Count, Fields, Critics.Module.ToNetwork());
}
