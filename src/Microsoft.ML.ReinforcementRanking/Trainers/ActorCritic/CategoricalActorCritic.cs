using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Actor-critic over a catalog of actions: behavior policy, then critics and policy together.</summary>
internal sealed class CategoricalActorCritic
{
    private readonly ActorCriticRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly CategoricalFit _fit;
    private readonly ActorCriticSetup _setup;

    public CategoricalActorCritic(ActorCriticRankingTrainer.Options options, TrainingRun run)
    {
        (_options, _run) = (options, run);
        _fit = new(options, run);
        _setup = new(options, run);
    }

    public ModelHead Train()
    {
        var behavior = new BehaviorReference(_fit.BehaviorPolicy(_options.NumberOfEpochs, _options.PolicyLearningRate));
        var policy = new NetworkPolicy(_fit.NewNetwork());
        var critics = _setup.Rewards.Select(_ => _fit.NewCritic(_options.NumberOfCriticsOrDefault)).ToArray();
        var objectives = _setup.Objectives;
        // Of every step of policy and multipliers, which a whole large catalog would make slow.
        var candidates = _fit.NewSampledCandidates();
        var actor = new CategoricalActor(policy, NewObjective(behavior), [.. objectives.Select(objective => new WeightedCritics([.. objective.Parts.Select(part => (critics[part.Critic], part.Factor))]))],
            behavior.Policy, candidates, _options.TargetUpdateRate);
        var learners = _setup.Rewards.Zip(critics, (reward, critic) => NewLearner(reward, critic, behavior, actor)).ToArray();
        var multipliers = _setup.NewMultipliers((indices, batch) => MeanValues([.. indices.Select(index => critics[index])], policy, candidates, batch), CategoricalFit.LogRatios(policy, behavior, candidates));
        var learning = new ActorCriticOptions(_options.PolicyLearningRate, _options.WeightDecay, [.. objectives.Select(objective => objective.Name)], multipliers,
            _fit.Estimates(policy, behavior, _setup.Responses));
        _run.Stage("actor-critic", new ActorCriticLearner(actor, [.. _setup.Rewards.Zip(learners, (reward, learner) => (reward.Name, (Learner)learner))], learning), _options.NumberOfEpochs);
        return BuildHead(policy, critics, learners);
    }

    private PolicyObjective NewObjective(BehaviorReference behavior) => _options.AlgorithmFor(isCatalog: true) switch
    {
        ActorCriticAlgorithm.Awac => new AdvantageWeightedObjective(_options.Temperature, _options.MaximumImportanceWeight),
        ActorCriticAlgorithm.Sac => new SoftObjective(_options.Temperature),
        _ => new PolicyGradientObjective(behavior, _options.Temperature, _options.MaximumImportanceWeight),
    };

    private CriticLearner NewLearner(LearnedReward reward, CriticEnsemble critic, BehaviorReference behavior, CategoricalActor actor)
    {
        var options = new CriticOptions(_run.Training, reward.Reward, reward.Scale, reward.DiscountFactor, _options.CriticLearningRate, _options.WeightDecay, _options.TargetUpdateRate, _run.Device)
        {
            EntropyStrength = _options.Algorithm == ActorCriticAlgorithm.Sac ? _options.Temperature : 0,
        };
        return new(options, critic, behavior.Policy, actor.Lagged, _fit.Candidates, null);
    }

    private static double[] MeanValues(CriticEnsemble[] critics, NetworkPolicy policy, CandidateSampler candidates, TransitionBatch batch)
    {
        using var noGrad = no_grad();
        var drawn = candidates.Draw();
        var probabilities = policy.Probabilities(batch.States, drawn);
        return [.. critics.Select(critic => (double)Losses.Mean((probabilities * critic.Values(batch.States, drawn)).sum(1), batch.Weights).item<float>())];
    }

    private CategoricalPolicyHead BuildHead(NetworkPolicy policy, CriticEnsemble[] critics, CriticLearner[] learners)
    {
        var assembly = new PolicyAssembly();
        assembly.AddReference(policy.Parts);
        for (var index = 0; index < critics.Length; index++)
        {
            var reward = _setup.Rewards[index];
            learners[index].MeasureAdvantageDeviation();
            _run.WarnOfWeakCritic(reward.Name, $"{reward.Name} r2");
            assembly.AddCritic(reward.Name, reward.DiscountFactor, reward.Sign, reward.Scale, critics[index]);
        }
        return assembly.Build(_options.ActionColumnName, constraintStrength: null);
    }
}
