using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>TSCAC over continuous actions: which stages, in which order (docs/equations-tscac.md (6), (16)).</summary>
internal sealed class ContinuousTscac(TscacRankingTrainer.Options options, TrainingRun run)
{
    private readonly ContinuousFit _fit = new(options, run);
    private GaussianPolicy _behavior = null!;

    public static int CountStages(TscacRankingTrainer.Options options) => options.AuxiliaryResponses.Count + 2;

    public ModelHead Train()
    {
        _behavior = _fit.Clone(options.NumberOfStageOneEpochs);
        ResponseRole[] roles = [new(options.LabelColumnName, 0, 1, options.DiscountFactor), .. options.AuxiliaryResponses.Select((response, index) => new ResponseRole(response, index + 1))];
        var auxiliaries = roles[1..].Select(role => TrainActorCritic(role, [_behavior], [options.StageOneTemperature], options.NumberOfStageOneEpochs, role)).ToArray();
        var main = auxiliaries.Length == 0
            ? TrainActorCritic(roles[0], [_behavior], [options.ConstraintStrength], options.NumberOfStageTwoEpochs, roles)
            : TrainActorCritic(roles[0], [.. auxiliaries.Select(auxiliary => auxiliary.Policy)],
                [.. options.AuxiliaryResponses.Select(response => response.ConstraintStrength ?? options.ConstraintStrength)], options.NumberOfStageTwoEpochs, roles);
        return _fit.BuildHead(main.Policy, [main.Critic, .. auxiliaries.Select(auxiliary => auxiliary.Critic)]);
    }

    private (GaussianPolicy Policy, ContinuousCritic Critic) TrainActorCritic(ResponseRole role, GaussianPolicy[] references, double[] strengths, int maximumEpochs, params ResponseRole[] reported)
    {
        var reward = new Reward(role.Response, role.Sign);
        var scale = ReturnScale.Of(run.Training, reward.Of(run.Training.Data), role.DiscountFactor);
        var learning = new GaussianActorCriticOptions(
            new(reward, scale, role.DiscountFactor, options.CriticLearningRate, options.WeightDecay, options.TargetUpdateRate, _fit.Standardizer, run.Device),
            strengths, options.CloningStrength, options.PolicyLearningRate);
        var policy = _fit.StartFrom(_behavior);
        var critics = _fit.NewCritics(options.NumberOfCritics);
        run.Stage($"actor-critic {role.Name}", new GaussianActorCriticLearner(learning, policy, critics, _behavior, references, _fit.Estimates(policy, _behavior, reported)), maximumEpochs);
        return (policy, ContinuousFit.Describe(role.Name, role.DiscountFactor, role.Sign, scale, critics));
    }
}
