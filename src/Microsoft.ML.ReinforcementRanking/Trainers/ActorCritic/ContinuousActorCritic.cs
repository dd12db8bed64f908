using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Actor-critic over continuous actions: behavior policy, then critics and the mean of the policy together.</summary>
internal sealed class ContinuousActorCritic
{
    private readonly ActorCriticRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly ContinuousFit _fit;
    private readonly ActorCriticSetup _setup;

    public ContinuousActorCritic(ActorCriticRankingTrainer.Options options, TrainingRun run)
    {
        (_options, _run) = (options, run);
        _fit = new(options, run);
        _setup = new(options, run);
    }

    public ModelHead Train()
    {
        var behavior = _fit.Clone(_options.NumberOfEpochs);
        var policy = _fit.StartFrom(behavior);
        var critics = _setup.Rewards.Select(_ => _fit.NewCritics(_options.NumberOfCriticsOrDefault)).ToArray();
        var objectives = _setup.Objectives;
        var algorithm = _options.AlgorithmFor(isCatalog: false);
        var cloning = algorithm == ActorCriticAlgorithm.Td3PlusBC ? _options.CloningStrength : 0;
        var actor = new DeterministicActor(policy, [.. objectives.Select(objective => Sum(critics, objective.Parts))],
            new(algorithm != ActorCriticAlgorithm.Ddpg, cloning, _options.TargetUpdateRate, _fit.Standardizer));
        var multipliers = _setup.NewMultipliers((indices, batch) => MeanValues([.. indices.Select(index => critics[index])], policy, batch), _fit.LogRatios(policy, behavior));
        var learning = new ActorCriticOptions(_options.PolicyLearningRate, _options.WeightDecay, [.. objectives.Select(objective => objective.Name)], multipliers,
            _fit.Estimates(policy, behavior, _setup.Responses));
        _run.Stage("actor-critic", new ActorCriticLearner(actor, [.. _setup.Rewards.Zip(critics, (reward, critic) => (reward.Name, (Learner)NewLearner(reward, critic, actor)))], learning), _options.NumberOfEpochs);
        return _fit.BuildHead(policy, [.. _setup.Rewards.Zip(critics, (reward, critic) => Describe(reward, critic, behavior))]);
    }

    private static Func<Tensor, Tensor, Tensor> Sum(ContinuousCritics[] critics, IReadOnlyList<(int Critic, Func<double> Factor)> parts)
        => (states, actions) => parts.Select(part => critics[part.Critic].First(states, actions).Times(part.Factor())).Sum();

    private static double[] MeanValues(ContinuousCritics[] critics, GaussianPolicy policy, TransitionBatch batch)
    {
        using var noGrad = no_grad();
        var means = policy.Means(batch.States);
        return [.. critics.Select(critic => (double)Losses.Mean(critic.Mean(batch.States, means), batch.Weights).item<float>())];
    }

    private ContinuousCriticLearner NewLearner(LearnedReward reward, ContinuousCritics critics, DeterministicActor actor)
        => new(
            new(reward.Reward, reward.Scale, reward.DiscountFactor, _options.CriticLearningRate, _options.WeightDecay, _options.TargetUpdateRate, _fit.Standardizer, _run.Device),
            critics, actor.NextActions);

    private ContinuousCritic Describe(LearnedReward reward, ContinuousCritics critics, GaussianPolicy behavior)
    {
        using var scope = NewDisposeScope();
        var states = new TransitionBatch(_run.Training.Data, _run.Training.Sample(4096), _run.Device).States;
        critics.AdvantageDeviation = Math.Max(Math.Sqrt(critics.AdvantageVariance(states, behavior)), 1e-6);
        _run.WarnOfWeakCritic(reward.Name, $"{reward.Name} r2");
        return ContinuousFit.Describe(reward.Name, reward.DiscountFactor, reward.Sign, reward.Scale, critics);
    }
}
