using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>Plans the stages of TSCAC over a catalog of actions, in their order (docs/equations-tscac.md (7) to (13)).</summary>
internal sealed class CategoricalTscac
{
    private readonly TscacRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly CategoricalFit _fit;
    private readonly TrainingPlan _plan = new();
    private readonly PolicyLearningOptions _policyLearning;
    private readonly Func<BehaviorReference> _behavior;

    public CategoricalTscac(TscacRankingTrainer.Options options, TrainingRun run)
    {
        _options = options;
        _run = run;
        _fit = new(options, run);
        _policyLearning = new(_fit.NewSampledCandidates(), options.PolicyLearningRate, options.WeightDecay, options.MaximumImportanceWeight)
        {
            PageCorrection = new(options.PageSize),
        };
        _behavior = _fit.AddBehavior(_plan, options.NumberOfStageOneEpochs, options.PolicyLearningRate);
    }

    private bool IsSampled => _options.PolicyImprovement == PolicyImprovement.Sampled;

    public TrainingPlan Plan()
    {
        Outcome[] auxiliaries = [.. _options.Roles.Skip(1).Select(AddStageOne)];
        var main = AddStageTwo(_options.Roles[0], auxiliaries);
        return _plan.EndWith(() => BuildHead(main, auxiliaries));
    }

    /// <summary>Plans a policy for one auxiliary response alone.</summary>
    private Outcome AddStageOne(ResponseRole role)
    {
        var outcome = AddCritic(role, () => [_behavior().Policy], [_options.StageOneTemperature], _options.NumberOfStageOneEpochs, reported: null);
        if (IsSampled)
        {
            AddPolicy(outcome, $"policy {role.Name}", _options.NumberOfStageOneEpochs, policy => new PolicyGradientLearner(
                policy, outcome.Critic.Critic, _behavior(), _policyLearning, _options.StageOneTemperature, _run.Device,
                _fit.Estimates(policy, _behavior(), [role])));
        }
        return outcome;
    }

    /// <summary>
    /// Plans the policy for the main response, which stays close to those of the auxiliary responses, or to the behavior policy where there are none.
    /// </summary>
    private Outcome AddStageTwo(ResponseRole role, Outcome[] auxiliaries)
    {
        SoftmaxPolicy[] References() => auxiliaries.Length == 0 ? [_behavior().Policy] : [.. auxiliaries.Select(auxiliary => auxiliary.Policy)];
        var strengths = _options.StageTwoStrengths;
        var outcome = AddCritic(role, References, strengths, _options.NumberOfStageTwoEpochs, IsSampled ? null : _options.Roles);
        if (IsSampled)
        {
            AddPolicy(outcome, "policy", _options.NumberOfStageTwoEpochs, policy => new WeightedLikelihoodLearner(
                policy, References(), strengths, outcome.Critic.Critic, _behavior(), _policyLearning, _run.Device,
                _fit.Estimates(policy, _behavior(), _options.Roles)));
        }
        return outcome;
    }

    private Outcome AddCritic(ResponseRole role, Func<SoftmaxPolicy[]> references, double[] strengths, int maximumEpochs, IReadOnlyList<ResponseRole>? reported)
    {
        var outcome = new Outcome();
        _plan.Add($"critic {role.Name}", maximumEpochs, NewLearner, learner =>
        {
            learner.Freeze();
            learner.Finish(_run);
        });
        return outcome;

        CategoricalCriticLearner NewLearner()
        {
            var options = new CriticOptions(_run.Training, LearnedReward.Of(_run.Training, role), _options.CriticLearningRate, _options.WeightDecay,
                _options.TargetUpdateRate, _run.Device);
            var critic = _fit.NewCritic(_options.NumberOfCritics);
            outcome.Improved = new(references(), strengths, critic);
            var estimates = reported is null ? null : _fit.Estimates(outcome.Improved, _behavior(), reported);
            return outcome.Critic = new(options, critic, _behavior().Policy, outcome.Improved, _fit.Candidates, estimates);
        }
    }

    private void AddPolicy(Outcome outcome, string stage, int maximumEpochs, Func<NetworkPolicy, PolicyLearner> newLearner) => _plan.Add(
        stage,
        maximumEpochs,
        () => newLearner(outcome.Sampled = new(_fit.NewNetwork())),
        learner => learner.Policy.Network.Freeze());

    private PolicyHead BuildHead(Outcome main, Outcome[] auxiliaries)
    {
        var assembly = new PolicyAssembly();
        if (main.Sampled is { } policy)
        {
            assembly.AddReference(policy.Parts);
        }
        else
        {
            assembly.AddReference(main.Improved.ReferenceParts);
            assembly.AddImprovement(main.Improved.ImprovementParts.Select(part => part with { Factor = part.Factor * _options.ConstraintStrength }));
        }
        foreach (var outcome in auxiliaries.Prepend(main))
            assembly.AddCritic(outcome.Critic.Learned, outcome.Critic.Critic);
        return assembly.Build(_options, IsSampled ? null : _options.ConstraintStrength);
    }

    /// <summary>Holds the results of the stages of one response. Each part is available once its stage has begun.</summary>
    private sealed class Outcome
    {
        public CategoricalCriticLearner Critic { get; set; } = null!;

        /// <summary>The closed form of the policy with the critic.</summary>
        public ImprovedPolicy Improved { get; set; } = null!;

        /// <summary>The network that replaces the closed form, or null for the exact form.</summary>
        public NetworkPolicy? Sampled { get; set; }

        public SoftmaxPolicy Policy => Sampled is { } sampled ? sampled : Improved;
    }
}
