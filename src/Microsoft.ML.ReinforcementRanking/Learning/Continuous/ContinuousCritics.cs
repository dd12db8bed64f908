using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>The critics of one response over states and standardized actions, independently initialized; none is shared with another response.</summary>
internal sealed class ContinuousCritics
{
    private readonly NetworkPlan _plan;
    private readonly double _dropout;
    private readonly Device _device;

    public ContinuousCritics(NetworkPlan plan, int count, double dropout, Device device)
    {
        (_plan, _dropout, _device) = (plan, dropout, device);
        Members = [.. Enumerable.Range(0, count).Select(_ => NewMember())];
    }

    public IReadOnlyList<PlannedModule> Members { get; }

    /// <summary>Standard deviation of Q(s, ·) under the behavior policy: the unit of constraint strengths. Tracked in training.</summary>
    public double AdvantageDeviation { get; set; } = 1;

    /// <summary>Q of each member for [rows, features] and [rows, action width]: [rows] each.</summary>
    public static Tensor[] Values(IEnumerable<PlannedModule> members, Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        var pairs = cat([states, actions], 1);
        return [.. members.Select(member => member.forward(pairs).squeeze(1).MoveToOuterDisposeScope())];
    }

    /// <summary>Q of the first member alone, as actors of twin critics climb it (TD3): [rows].</summary>
    public Tensor First(Tensor states, Tensor actions) => Values([Members[0]], states, actions)[0];

    /// <summary>Mean over members: [rows].</summary>
    public Tensor Mean(Tensor states, Tensor actions) => stack(Values(Members, states, actions)).mean([0]);

    /// <summary>Mean over states of the variance of Q under a policy, from two of its actions each: half their mean squared difference in value.</summary>
    public double AdvantageVariance(Tensor states, GaussianPolicy policy)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return (Mean(states, policy.Draw(states)) - Mean(states, policy.Draw(states))).Squared().mean().item<float>() / 2;
    }

    /// <summary>An untrained network of the members' shape.</summary>
    public PlannedModule NewMember()
    {
        var member = new PlannedModule(_plan, _dropout);
        member.to(_device);
        return member;
    }
}
