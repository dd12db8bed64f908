using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Represents a two-tower network and its factor in a sum. <see cref="JointTowers"/> evaluates sums for all candidates.</summary>
internal readonly record struct WeightedNetwork(TwoTowerNetwork Network, double Factor)
{
    /// <summary>Computes Σ factor · f(s, a) for each row's own action. The shape is [rows].</summary>
    public static Tensor ScoreActions(IEnumerable<WeightedNetwork> parts, Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        // A reference that several policies share, such as the behavior policy, is evaluated once.
        var combined = parts.GroupBy(part => part.Network).Select(group => new WeightedNetwork(group.Key, group.Sum(part => part.Factor)));
        return stack(combined.Select(part => part.Network.ScoreActions(states, actions).Times(part.Factor)), 0).sum(dim: 0).MoveToOuterDisposeScope();
    }
}
