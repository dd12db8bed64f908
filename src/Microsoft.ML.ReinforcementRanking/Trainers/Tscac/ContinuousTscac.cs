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
        ResponseRole[] auxiliaries = [.. _options.Roles.Skip(1)];
        // Without a discount, critics have no lagged copies, so that their networks have another step.
        var stages = auxiliaries.GroupBy(role => role.DiscountFactor > 0)
            .Select(group => (Roles: group.ToArray(), Stage: AddAuxiliaries([.. group]))).ToArray();
        GaussianActorCriticLearner[] Learners()
            => [.. stages.SelectMany(stage => stage.Roles.Zip(stage.Stage.Learners)).OrderBy(pair => pair.First.Response).Select(pair => pair.Second)];
        GaussianPolicy[] References() => auxiliaries.Length == 0 ? [Behavior] : [.. Learners().Select(learner => learner.Policy)];
        var main = _plan.Add(StageOf(_options.Roles[0]), _options.NumberOfStageTwoEpochs,
            () => NewLearner(_options.Roles[0], References(), _options.StageTwoStrengths, _options.Roles), Finish);
        return _plan.EndWith(() => _fit.BuildHead(main.Learner.Policy, [.. Learners().Prepend(main.Learner).Select(learner => learner.Critic)]));
    }

    private static string StageOf(ResponseRole role) => $"actor-critic {role.Name}";

    /// <summary>Plans the stages of auxiliary responses, which share their batches.</summary>
    private PlannedGroup<GaussianActorCriticLearner> AddAuxiliaries(ResponseRole[] roles) => _plan.AddTogether<GaussianActorCriticLearner>(
        [.. roles.Select(StageOf)], _options.NumberOfStageOneEpochs,
        () => [.. roles.Select(role => NewLearner(role, [Behavior], [_options.StageOneTemperature], [role]))],
        learners => new GaussianActorCriticGroup(learners), Finish);

    private void Finish(GaussianActorCriticLearner learner) => learner.Critic.Finish(_run);

    private GaussianActorCriticLearner NewLearner(ResponseRole role, GaussianPolicy[] references, double[] strengths, IReadOnlyList<ResponseRole> reported)
    {
        var critic = new CriticOptions(_run.Training, LearnedReward.Of(_run.Training, role), _options.CriticLearningRate, _options.WeightDecay,
            _options.TargetUpdateRate, _run.Device);
        var learning = new GaussianActorCriticOptions(critic, _fit.Standardizer, strengths, _options.CloningStrength, _options.PolicyLearningRate);
        var policy = _fit.StartFrom(Behavior);
        return new(learning, policy, _fit.NewCritics(_options.NumberOfCritics), Behavior, references, _fit.Estimates(policy, Behavior, reported));
    }
}
