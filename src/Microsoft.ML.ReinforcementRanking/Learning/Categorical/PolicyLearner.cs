using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Trains a policy network on logged actions; which likelihood it climbs is the derived class's equation.</summary>
internal abstract class PolicyLearner : Learner
{
    private readonly string _lossName;
    private readonly AdamWOptimizer _optimizer;

    protected PolicyLearner(string lossName, NetworkPolicy policy, PolicyLearningOptions options)
    {
        _lossName = lossName;
        Policy = policy;
        Options = options;
        _optimizer = new(policy.Network.parameters(), options.LearningRate, options.WeightDecay);
    }

    public NetworkPolicy Policy { get; }

    protected PolicyLearningOptions Options { get; }

    protected override IReadOnlyList<nn.Module> Modules => [Policy.Network];

    public override StepLosses Step(TransitionBatch batch) => new(_lossName, _optimizer.Descend(Loss(batch, Options.Candidates.Draw())));

    protected abstract Tensor Loss(TransitionBatch batch, CandidateSet candidates);

    protected override void Dispose(bool disposing)
    {
        _optimizer.Dispose();
        base.Dispose(disposing);
    }
}
