using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Plans an actor-critic over a catalog of actions. The behavior policy comes first, then the critics and the policy together.</summary>
internal sealed class CategoricalActorCritic
{
    private readonly ActorCriticRankingTrainer.Options _options;
    private readonly CategoricalFit _fit;
    private readonly ActorCriticSetup _setup;
    private NetworkPolicy _policy = null!;
    private CategoricalCriticLearner[] _critics = [];

    public CategoricalActorCritic(ActorCriticRankingTrainer.Options options, TrainingRun run)
    {
        _options = options;
        _fit = new(options, run);
        _setup = new(options, run);
    }

    public TrainingPlan Plan()
    {
        var plan = new TrainingPlan();
        var behavior = _fit.AddBehavior(plan, _options.NumberOfEpochs, _options.PolicyLearningRate);
        _setup.AddStage(plan, () => NewLearner(behavior()));
        return plan.EndWith(BuildHead);
    }

    private ActorCriticLearner NewLearner(BehaviorReference behavior)
    {
        _policy = new(_fit.NewNetwork());
        CriticEnsemble[] critics = [.. _setup.Rewards.Select(_ => _fit.NewCritic(_options.NumberOfCriticsOrDefault))];
        // The candidates of every step of policy and multipliers. All actions of a large catalog would make the steps slow.
        var candidates = _fit.NewSampledCandidates();
        var actor = new CategoricalActor(_policy, NewObjective(behavior),
            [.. _setup.Objectives.Select(objective => new WeightedCritics([.. objective.Parts.Select(part => (critics[part.Critic], part.Factor))]))],
            behavior.Policy, candidates, _options.TargetUpdateRate);
        _critics = [.. _setup.Rewards.Zip(critics, (reward, critic) => NewCritic(reward, critic, behavior, actor))];
        return new(actor, _critics,
            _setup.Learning(batch => ValuesUnderPolicy(batch, candidates), CategoricalFit.LogRatios(_policy, behavior, candidates),
            _fit.Estimates(_policy, behavior, _setup.Responses)));
    }

    private PolicyObjective NewObjective(BehaviorReference behavior) => _options.AlgorithmFor(isCatalog: true) switch
    {
        ActorCriticAlgorithm.Awac => new AdvantageWeightedObjective(_options.Temperature, _options.MaximumImportanceWeight),
        ActorCriticAlgorithm.Sac => new SoftObjective(_options.Temperature),
        _ => new PolicyGradientObjective(behavior, _options.Temperature, _options.MaximumImportanceWeight),
    };

    private CategoricalCriticLearner NewCritic(LearnedReward reward, CriticEnsemble critic, BehaviorReference behavior, CategoricalActor actor)
        => new(_setup.Critic(reward), critic, behavior.Policy, actor.Lagged, _fit.Candidates, estimates: null)
        {
            EntropyStrength = _options.Algorithm == ActorCriticAlgorithm.Sac ? _options.Temperature : 0,
        };

    private Func<int, Tensor> ValuesUnderPolicy(TransitionBatch batch, CandidateSampler candidates)
    {
        var drawn = candidates.Of(batch);
        var probabilities = _policy.Probabilities(batch.States, drawn);
        return critic => (probabilities * _critics[critic].Critic.Values(batch.States, drawn)).sum(1);
    }

    private PolicyHead BuildHead()
    {
        var assembly = new PolicyAssembly();
        assembly.AddReference(_policy.Parts);
        foreach (var critic in _critics)
            assembly.AddCritic(critic.Learned, critic.Critic);
        return assembly.Build(_options, constraintStrength: null);
    }
}
