using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>TSCAC over a catalog of actions: which stages, in which order (docs/equations-tscac.md (7) to (13)).</summary>
internal sealed class CategoricalTscac
{
    private readonly TscacRankingTrainer.Options _options;
    private readonly TrainingRun _run;
    private readonly CategoricalFit _fit;
    private readonly PolicyAssembly _assembly = new();
    private readonly PolicyLearningOptions _policyLearning;
    private BehaviorReference _behavior = null!;

    public CategoricalTscac(TscacRankingTrainer.Options options, TrainingRun run)
    {
        _options = options;
        _run = run;
        _fit = new(options, run);
        _policyLearning = new(_fit.NewSampledCandidates(), options.PolicyLearningRate, options.WeightDecay, options.MaximumImportanceWeight);
    }

    private bool IsSampled => _options.PolicyImprovement == PolicyImprovement.Sampled;

    public static int CountStages(TscacRankingTrainer.Options options, SessionDataset data)
    {
        var perResponse = options.PolicyImprovement == PolicyImprovement.Sampled ? 2 : 1;
        return (CategoricalFit.IsUniform(data) ? 0 : 1) + perResponse * (options.AuxiliaryResponses.Count + 1);
    }

    public ModelHead Train()
    {
        _behavior = new(_fit.BehaviorPolicy(_options.NumberOfStageOneEpochs, _options.PolicyLearningRate));
        var auxiliaries = _options.AuxiliaryResponses.Select((response, index) => TrainStageOne(new(response, index + 1))).ToArray();
        var main = new ResponseRole(_options.LabelColumnName, 0, 1, _options.DiscountFactor);
        return TrainStageTwo(main, auxiliaries);
    }

    /// <summary>A policy for one auxiliary response alone.</summary>
    private (ResponseRole Role, TrainedCritic Critic, SoftmaxPolicy Policy) TrainStageOne(ResponseRole role)
    {
        double[] strengths = [_options.StageOneTemperature];
        var critic = TrainCritic(role, [_behavior.Policy], strengths, _options.NumberOfStageOneEpochs, reported: null);
        if (!IsSampled)
            return (role, critic, critic.Policy);
        var policy = new NetworkPolicy(_fit.NewNetwork());
        var learner = new PolicyGradientLearner(policy, critic.Ensemble, _behavior, _policyLearning, _options.StageOneTemperature, _run.Device, _fit.Estimates(policy, _behavior, [role]));
        _run.Stage($"policy {role.Name}", learner, _options.NumberOfStageOneEpochs);
        policy.Network.Freeze();
        return (role, critic, policy);
    }

    private CategoricalPolicyHead TrainStageTwo(ResponseRole main, (ResponseRole Role, TrainedCritic Critic, SoftmaxPolicy Policy)[] auxiliaries)
    {
        SoftmaxPolicy[] references = auxiliaries.Length == 0 ? [_behavior.Policy] : [.. auxiliaries.Select(auxiliary => auxiliary.Policy)];
        double[] strengths = auxiliaries.Length == 0
            ? [_options.ConstraintStrength]
            : [.. _options.AuxiliaryResponses.Select(response => response.ConstraintStrength ?? _options.ConstraintStrength)];
        ResponseRole[] roles = [main, .. auxiliaries.Select(auxiliary => auxiliary.Role)];
        var critic = TrainCritic(main, references, strengths, _options.NumberOfStageTwoEpochs, IsSampled ? null : roles);
        if (IsSampled)
        {
            var policy = new NetworkPolicy(_fit.NewNetwork());
            var learner = new WeightedLikelihoodLearner(policy, references, strengths, critic.Ensemble, _behavior, _policyLearning, _run.Device, _fit.Estimates(policy, _behavior, roles));
            _run.Stage("policy", learner, _options.NumberOfStageTwoEpochs);
            _assembly.AddReference(policy.Parts);
        }
        else
        {
            _assembly.AddReference(critic.Policy.ReferenceParts);
            _assembly.AddImprovement(critic.Policy.ImprovementParts.Select(part => part with { Factor = part.Factor * _options.ConstraintStrength }));
        }
        Describe(main, critic);
        foreach (var auxiliary in auxiliaries)
            Describe(auxiliary.Role, auxiliary.Critic);
        return _assembly.Build(_options.ActionColumnName, IsSampled ? null : _options.ConstraintStrength);
    }

    private TrainedCritic TrainCritic(ResponseRole role, SoftmaxPolicy[] references, double[] strengths, int maximumEpochs, ResponseRole[]? reported)
    {
        var reward = new Reward(role.Response, role.Sign);
        var options = new CriticOptions(_run.Training, reward, ReturnScale.Of(_run.Training, reward.Of(_run.Training.Data), role.DiscountFactor), role.DiscountFactor,
             _options.CriticLearningRate, _options.WeightDecay, _options.TargetUpdateRate, _run.Device);
        var ensemble = _fit.NewCritic(_options.NumberOfCritics);
        var policy = new ImprovedPolicy(references, strengths, ensemble);
        var estimates = reported is null ? null : _fit.Estimates(policy, _behavior, reported);
        var learner = _run.Stage($"critic {role.Name}", new CriticLearner(options, ensemble, _behavior.Policy, policy, _fit.Candidates, estimates), maximumEpochs);
        learner.MeasureAdvantageDeviation();
        foreach (var member in ensemble.Members)
            member.Freeze();
        _run.WarnOfWeakCritic(role.Name);
        return new(ensemble, policy, options.Scale);
    }

    private void Describe(ResponseRole role, TrainedCritic critic) => _assembly.AddCritic(role.Name, role.DiscountFactor, role.Sign, critic.Scale, critic.Ensemble);

    private sealed record TrainedCritic(CriticEnsemble Ensemble, ImprovedPolicy Policy, ReturnScale Scale);
}
