using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Trains by the deterministic policy gradient, D-PLE in the paper (docs/equations-rmtl.md (10)). It minimizes <c>−(1/K) Σ_k mean[Q_k(s, a_k(s))]</c>
/// plus the squared distance to the initial weights, averaged over the parameter tensors.
/// </summary>
internal sealed class CriticGradientLearner : TaskLearner
{
    private readonly TaskCritics _critics;
    private readonly double _anchorStrength;
    private readonly Tensor[] _anchor;

    public CriticGradientLearner(TaskNetwork network, TaskLearning learning, double learningRate, TaskCritics critics, double anchorStrength)
        : base(network, learning, learningRate)
    {
        _critics = critics;
        _anchorStrength = anchorStrength;
        _anchor = [.. network.Module.AllParameters().Select(parameter => parameter.detach().clone())];
    }

    protected override Tensor Loss(TransitionBatch batch, Tensor targets, List<(string Name, double Value)> report)
    {
        var values = _critics.Values(batch, Network.Predictions(Network.Outputs(batch)));
        var distances = Network.Module.AllParameters().Zip(_anchor, (parameter, anchor) => (parameter - anchor).Squared().mean());
        // The distance does not depend on rows, so it counts once if several ranks share the batch.
        return stack(distances).mean().Times(_anchorStrength * (JointBatch.Current?.ShareOfRank ?? 1)) - TaskLosses.MeanPerTask(values, batch.Weights).mean();
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var tensor in _anchor)
            tensor.Dispose();
        base.Dispose(disposing);
    }
}
