using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents a two-tower network and its factor in a sum. Sums of two-tower functions are evaluated as one function: their embeddings are scaled and
/// concatenated, so that there is one product.
/// </summary>
internal readonly record struct WeightedNetwork(TwoTowerNetwork Network, double Factor)
{
    /// <summary>Computes Σ factor · f(s, a) for every candidate. The shape is [rows, candidates].</summary>
    public static Tensor ScoreCandidates(IEnumerable<WeightedNetwork> parts, Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        List<Tensor> stateVectors = [], actionVectors = [];
        Tensor stateOffset = zeros(1, device: states.device), actionOffset = zeros(1, device: states.device);
        foreach (var (network, factor) in Combine(parts))
        {
            var (u, c) = TwoTowerNetwork.Split(network.EmbedStates(states));
            var (v, b) = TwoTowerNetwork.Split(network.EmbedActions(candidates.Indices));
            stateVectors.Add(u.Times(factor));
            actionVectors.Add(v);
            stateOffset = stateOffset.Plus(c.Times(factor));
            actionOffset = actionOffset.Plus(b.Times(factor));
        }
        return cat(stateVectors, 1).matmul(cat(actionVectors, 1).t()).Plus(actionOffset).Plus(stateOffset.unsqueeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Computes Σ factor · f(s, a) for each row's own action. The shape is [rows].</summary>
    public static Tensor ScoreActions(IEnumerable<WeightedNetwork> parts, Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        return stack(Combine(parts).Select(part => part.Network.ScoreActions(states, actions).Times(part.Factor)), 0).sum(dim: 0).MoveToOuterDisposeScope();
    }

    // A reference that several policies share, such as the behavior policy, is evaluated once.
    private static IEnumerable<WeightedNetwork> Combine(IEnumerable<WeightedNetwork> parts)
        => parts.GroupBy(part => part.Network).Select(group => new WeightedNetwork(group.Key, group.Sum(part => part.Factor)));
}
