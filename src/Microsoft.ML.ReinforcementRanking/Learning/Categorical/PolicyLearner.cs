using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Trains a policy network on logged actions. The derived class defines the likelihood that is maximized.</summary>
internal abstract class PolicyLearner : Learner
{
    private readonly string _lossName;

    protected PolicyLearner(string lossName, NetworkPolicy policy, PolicyLearningOptions options)
    {
        _lossName = lossName;
        Policy = policy;
        Options = options;
        Optimize(policy.Network.AllParameters(), options.LearningRate, options.WeightDecay);
    }

    public NetworkPolicy Policy { get; }

    protected PolicyLearningOptions Options { get; }

    protected override IReadOnlyList<NetworkModule> Modules => [Policy.Network];

    public override StepLosses Step(TransitionBatch batch) => new(_lossName, Descend(Loss(batch, Options.Candidates.Of(batch))));

    protected abstract Tensor Loss(TransitionBatch batch, CandidateSet candidates);
}

/// <summary>Contains the options of a policy network's training.</summary>
internal sealed record PolicyLearningOptions(
    CandidateSampler Candidates,
    double LearningRate,
    double WeightDecay,
    double MaximumImportanceWeight)
{
    /// <summary>Gets the correction of the likelihood for pages. The default is none.</summary>
    public PageCorrection PageCorrection { get; init; } = PageCorrection.None;
}
