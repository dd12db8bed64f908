using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.ActorCritic;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Plans an actor-critic over continuous actions. The behavior policy comes first, then the critics and the mean of the policy together.
/// </summary>
internal sealed class ContinuousActorCritic
{
    private readonly ActorCriticRankingTrainer.Options _options;
    private readonly ContinuousFit _fit;
    private readonly ActorCriticSetup _setup;
    private GaussianPolicy _policy = null!;
    private ContinuousCriticLearner[] _critics = [];

    public ContinuousActorCritic(ActorCriticRankingTrainer.Options options, TrainingRun run)
    {
        _options = options;
        _fit = new(options, run);
        _setup = new(options, run);
    }

    public TrainingPlan Plan()
    {
        var plan = new TrainingPlan();
        var behavior = _fit.AddClone(plan, _options.NumberOfEpochs);
        _setup.AddStage(plan, () => NewLearner(behavior.Learner.Policy));
        return plan.EndWith(() => _fit.BuildHead(_policy, _critics));
    }

    private ActorCriticLearner NewLearner(GaussianPolicy behavior)
    {
        _policy = _fit.StartFrom(behavior);
        ContinuousCritics[] critics = [.. _setup.Rewards.Select(_ => _fit.NewCritics(_options.NumberOfCriticsOrDefault))];
        var algorithm = _options.AlgorithmFor(isCatalog: false);
        var cloning = algorithm == ActorCriticAlgorithm.Td3PlusBC ? _options.CloningStrength : 0;
        var actor = new DeterministicActor(_policy, [.. _setup.Objectives.Select(objective => Sum(critics, objective.Parts))],
            new(algorithm != ActorCriticAlgorithm.Ddpg, cloning, _options.TargetUpdateRate, _fit.Standardizer));
        _critics = [.. _setup.Rewards.Zip(critics,
            (reward, critic) => new ContinuousCriticLearner(_setup.Critic(reward), critic, _fit.Standardizer, behavior, actor.NextActions))];
        return new(actor, _critics, _setup.Learning(ValuesUnderPolicy, _fit.LogRatios(_policy, behavior), _fit.Estimates(_policy, behavior, _setup.Responses)));
    }

    private static Func<Tensor, Tensor, Tensor> Sum(ContinuousCritics[] critics, IReadOnlyList<(int Critic, Func<double> Factor)> parts)
        => (states, actions) => parts.Select(part => critics[part.Critic].First(states, actions).Times(part.Factor())).Sum();

    private Func<int, Tensor> ValuesUnderPolicy(TransitionBatch batch)
    {
        var means = _policy.Means(batch.States);
        return critic => _critics[critic].Critics.Mean(batch.States, means);
    }
}
