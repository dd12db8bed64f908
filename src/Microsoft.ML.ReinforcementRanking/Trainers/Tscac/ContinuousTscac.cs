using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Plans the stages of TSCAC over continuous actions, in their order (docs/equations-tscac.md (6), (16)).</summary>
internal sealed class ContinuousTscac
{
    private readonly TscacRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly ContinuousFit _fit;
    private readonly TrainingPlan _plan = new();
    private readonly PlannedStage<GaussianCloningLearner> _behavior;

    public ContinuousTscac(TscacRankingTrainer.Options options, TrainingRun run)
    {
        _options = options;
        _run = run;
        _fit = new(options, run);
        _behavior = _fit.AddClone(_plan, options.NumberOfStageOneEpochs);
    }

    private GaussianPolicy Behavior => _behavior.Learner.Policy;

    public TrainingPlan Plan()
    {
        PlannedStage<GaussianActorCriticLearner>[] auxiliaries =
        [
            .. _options.Roles.Skip(1)
                .Select(role => AddActorCritic(role, () => [Behavior], [_options.StageOneTemperature], _options.NumberOfStageOneEpochs, [role])),
        ];
        GaussianPolicy[] References() => auxiliaries.Length == 0 ? [Behavior] : [.. auxiliaries.Select(auxiliary => auxiliary.Learner.Policy)];
        var main = AddActorCritic(_options.Roles[0], References, _options.StageTwoStrengths, _options.NumberOfStageTwoEpochs, _options.Roles);
        return _plan.EndWith(() => _fit.BuildHead(main.Learner.Policy, [.. auxiliaries.Prepend(main).Select(stage => stage.Learner.Critic)]));
    }

    private PlannedStage<GaussianActorCriticLearner> AddActorCritic(
        ResponseRole role, Func<GaussianPolicy[]> references, double[] strengths, int maximumEpochs, IReadOnlyList<ResponseRole> reported)
    {
        return _plan.Add($"actor-critic {role.Name}", maximumEpochs, NewLearner, learner => learner.Critic.Finish(_run));

        GaussianActorCriticLearner NewLearner()
        {
            var critic = new CriticOptions(_run.Training, LearnedReward.Of(_run.Training, role), _options.CriticLearningRate, _options.WeightDecay,
                _options.TargetUpdateRate, _run.Device);
            var learning = new GaussianActorCriticOptions(critic, _fit.Standardizer, strengths, _options.CloningStrength, _options.PolicyLearningRate);
            var policy = _fit.StartFrom(Behavior);
            return new(learning, policy, _fit.NewCritics(_options.NumberOfCritics), Behavior, references(), _fit.Estimates(policy, Behavior, reported));
        }
    }
}
