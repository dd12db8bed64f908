using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Trainers;

/// <summary>
/// Represents the common part of all fits over a catalog of actions, which is the shapes, the action features, the candidates and the behavior policy.
/// </summary>
internal sealed class CategoricalFit
{
    // The candidates of steps that sum over several softmaxes. They determine the normalizer of a policy with a third of the rows effective to 4 %.
    private const int SampledCandidates = 1024;

    private readonly ActionOptions _options;
    private readonly TrainingRun _run;
    private readonly TwoTowerShape _shape;
    private readonly Tensor? _actionFeatures;

    public CategoricalFit(ActionOptions options, TrainingRun run)
    {
        _options = options;
        _run = run;
        var data = run.Training.Data;
        var isOfCandidates = options.RequestColumnName is not null;
        _shape = new(data.Features.Width, data.ActionCount, options.HiddenUnits, isOfCandidates ? 0 : options.EmbeddingDimension, options.DropoutRate,
            options.UseActionIdentity && !isOfCandidates, options.NumberOfMatchedVectors)
        {
            Network = options.NetworkOrPlain,
            SparseWidth = TransitionBatch.SparseWidth(data.Features, run.Device),
        };
        RequireMatchedVectors(data);
        var matched = options.NumberOfMatchedVectors > 0 ? data.ActionFeatures!.Width : 0;
        ArrayLength.Require(data.ActionCount, _shape.EmbeddingDimension + 1L + matched, "Lower EmbeddingDimension, or use a catalog of fewer actions.");
        if (data.ActionFeatures is { } features)
            _actionFeatures = TransitionBatch.Gather(features, [.. Enumerable.Range(0, data.ActionCount)], run.Device);
        Candidates = new(run.Training, run.Device);
    }

    public CandidateSampler Candidates { get; }

    /// <summary>
    /// Whether the propensities of the log are all 1 / K, where K is the size of the row's set, or of the catalog. Its actions were then drawn uniformly, and
    /// no policy needs to be cloned.
    /// </summary>
    private static bool IsUniform(SessionDataset data) => data.Propensities is { } propensities
        && propensities.Select((propensity, row) => propensity * (data.EligibleActions?.CountOf(row) ?? data.ActionCount))
            .All(share => Math.Abs(share - 1) < 1e-3);

    public TwoTowerNetwork NewNetwork() => NewNetwork(_shape);

    private TwoTowerNetwork NewNetwork(TwoTowerShape shape)
    {
        var network = new TwoTowerNetwork(shape, _actionFeatures);
        network.MoveTo(_run.Device);
        return network;
    }

    /// <summary>
    /// Plans the behavior policy over the catalog. It is uniform and has no stage where the propensities of the log are. Otherwise it is cloned and
    /// calibrated.
    /// </summary>
    /// <returns>A function that returns the policy once its stage has been trained.</returns>
    public Func<BehaviorReference> AddBehavior(TrainingPlan plan, int maximumEpochs, double learningRate)
    {
        if (IsUniform(_run.Training.Data))
        {
            var uniform = new BehaviorReference(new UniformPolicy(_shape.ActionCount));
            return () => uniform;
        }
        var clone = AddClone(plan, maximumEpochs, learningRate);
        return () => new(clone.Learner.Policy);
    }

    /// <summary>
    /// Plans the policy of maximum likelihood, in which each row of the log counts with its weight. It is calibrated on held-out sessions.
    /// </summary>
    public PlannedStage<CloningLearner> AddClone(TrainingPlan plan, int maximumEpochs, double learningRate, string stage = "behavior policy")
    {
        var learning = new PolicyLearningOptions(Candidates, learningRate, _options.WeightDecay, MaximumImportanceWeight: 1);
        return plan.Add(stage, maximumEpochs, () => new CloningLearner(new(NewNetwork()), learning, _run.Device), learner =>
        {
            learner.Policy.Network.Freeze();
            if (_run.HeldOut is { } heldOut)
                learner.Calibrate(heldOut);
        });
    }

    /// <summary>Returns the candidates for policies that maximize a critic.</summary>
    public CandidateSampler NewSampledCandidates() => new(_run.Training, _run.Device, SampledCandidates, SampledCandidates);

    /// <summary>Returns a critic with the given number of networks. Only critics learn what positions add to a response.</summary>
    public CriticEnsemble NewCritic(int members)
    {
        LogRows?[] logs = [_run.Training, _run.HeldOut];
        var shape = _shape with { PositionCount = logs.Max(log => log?.Data.Positions?.Max() + 1) ?? 0 };
        return new([.. Enumerable.Range(0, members).Select(_ => NewNetwork(shape))]);
    }

    /// <summary>Returns a function that computes log π − log π_β of the rows of a batch: [rows].</summary>
    public static Func<TransitionBatch, Tensor> LogRatios(SoftmaxPolicy policy, BehaviorReference behavior, CandidateSampler candidates) => batch =>
    {
        var drawn = candidates.Of(batch);
        return policy.LogProbability(batch.States, batch.Actions!, drawn) - behavior.LogProbability(batch, drawn);
    };

    public PolicyEstimates Estimates(SoftmaxPolicy policy, BehaviorReference behavior, IEnumerable<ResponseRole> roles)
        => new(LogRatios(policy, behavior, Candidates), [.. roles.Select(role => (role.Response, role.Name))], _run.Device);

    private void RequireMatchedVectors(SessionDataset data)
    {
        var width = data.ActionFeatures?.Width ?? 0;
        if (_options.NumberOfMatchedVectors > 0 && (long)_options.NumberOfMatchedVectors * width >= data.Features.Width)
        {
            throw _run.Host.Except(
                $"NumberOfMatchedVectors is {_options.NumberOfMatchedVectors}, so features column '{_options.FeatureColumnName}' must have more than "
                + $"{_options.NumberOfMatchedVectors} times " +
                $"the {width} values of action features column '{_options.ActionFeatureColumnName}', but it has {data.Features.Width}. Concatenate the matched "
                    + $"vectors before the other features, or lower the number.");
        }
    }
}
