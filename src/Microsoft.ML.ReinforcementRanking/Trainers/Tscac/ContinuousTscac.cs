using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>TSCAC over continuous actions: which stages, in which order (TSCAC spec 2.6, deterministic form).</summary>
internal sealed class ContinuousTscac(TscacRankingTrainer.Options options, TrainingRun run)
{
    private readonly ContinuousFit _fit = new(options, run);
    private GaussianPolicy _behavior = null!;

    public static int CountStages(TscacRankingTrainer.Options options) => options.Responses.Count + 2;

    public ModelHead Train()
    {
        _behavior = _fit.Clone(options.NumberOfStageOneEpochs);
        ResponseRole[] roles = [new(options.LabelColumnName, 0, 1, options.DiscountFactor), .. options.Responses.Select((response, index) => new ResponseRole(response, index + 1))];
        var auxiliaries = roles[1..].Select(role => TrainActorCritic(role, [_behavior], [options.StageOneTemperature], options.NumberOfStageOneEpochs, role)).ToArray();
        var main = auxiliaries.Length == 0
            ? TrainActorCritic(roles[0], [_behavior], [options.ConstraintStrength], options.NumberOfStageTwoEpochs, roles)
            : TrainActorCritic(roles[0], [.. auxiliaries.Select(auxiliary => auxiliary.Policy)],
                [.. options.Responses.Select(response => response.ConstraintStrength ?? options.ConstraintStrength)], options.NumberOfStageTwoEpochs, roles);
        return _fit.BuildHead(main.Policy, [main.Critic, .. auxiliaries.Select(auxiliary => auxiliary.Critic)]);
    }

    private (GaussianPolicy Policy, ContinuousCritic Critic) TrainActorCritic(ResponseRole role, GaussianPolicy[] references, double[] strengths, int maximumEpochs, params ResponseRole[] reported)
    {
        float[] RewardsOf(LogRows log) => CriticOptions.SignedRewards(log.Data.Responses[role.Response], role.Sign);
        var rewards = RewardsOf(run.Training);
        var scale = ReturnScale.Of(run.Training, rewards, role.DiscountFactor);
        var learning = new GaussianActorCriticOptions(rewards, RewardsOf, scale, role.DiscountFactor, strengths, options.CloningStrength,
            options.PolicyLearningRate, options.CriticLearningRate, options.WeightDecay, options.TargetUpdateRate, _fit.Standardizer, run.Device);
        var policy = _behavior.Clone();
        policy.to(run.Device);
        var critics = new ContinuousCritics(_fit.CriticPlan, options.NumberOfCritics, options.DropoutRate, run.Device);
        run.Stage($"actor-critic {role.Name}", new GaussianActorCriticLearner(learning, policy, critics, _behavior, references, Estimates(policy, reported)), maximumEpochs);
        var description = new ResponseCritic(role.Name, role.DiscountFactor, role.Sign * scale.Mean, scale.Deviation, scale.Deviation * critics.AdvantageDeviation);
        return (policy, new(description, role.Sign, [.. critics.Members.Select(member => member.ToNetwork())]));
    }

    private PolicyEstimates Estimates(GaussianPolicy policy, ResponseRole[] roles)
    {
        Tensor LogRatios(TransitionBatch batch)
        {
            var actions = _fit.Standardizer.Standardize(batch.Actions!);
            var logged = batch.Propensities is { } propensities ? propensities.log() + _fit.Standardizer.LogVolume : _behavior.LogDensity(batch.States, actions);
            return policy.LogDensity(batch.States, actions) - logged;
        }
        return new(LogRatios, [.. roles.Select(role => (role.Response, role.Name))], run.Device);
    }
}
