using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Represents the independently initialized critics of one response over states and standardized actions. They are not shared with another response.
/// </summary>
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

    /// <summary>
    /// Gets or sets the standard deviation of Q(s, ·) under the behavior policy, which is the unit of constraint strengths. Training updates it.
    /// </summary>
    public double AdvantageDeviation { get; set; } = 1;

    /// <summary>Computes Q of each member, of shape [rows] each, for states of shape [rows, features] and actions of shape [rows, action width].</summary>
    public static Tensor[] Values(IEnumerable<PlannedModule> members, Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        var pairs = cat([states, actions], 1);
        return [.. members.Select(member => member.Forward(pairs).squeeze(1).MoveToOuterDisposeScope())];
    }

    /// <summary>Computes Q of the first member alone, which actors with twin critics maximize (TD3). The shape is [rows].</summary>
    public Tensor First(Tensor states, Tensor actions) => Values([Members[0]], states, actions)[0];

    /// <summary>Computes the mean over members. The shape is [rows].</summary>
    public Tensor Mean(Tensor states, Tensor actions) => stack(Values(Members, states, actions)).mean([0]);

    /// <summary>
    /// Computes the mean over states of the variance of Q under a policy. It draws two actions per state and takes half the mean squared difference of
    /// their values.
    /// </summary>
    public double AdvantageVariance(Tensor states, GaussianPolicy policy)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return (Mean(states, policy.Draw(states)) - Mean(states, policy.Draw(states))).Squared().mean().item<float>() / 2;
    }

    /// <summary>Creates an untrained network of the members' shape.</summary>
    public PlannedModule NewMember()
    {
        var member = new PlannedModule(_plan, _dropout);
        member.MoveTo(_device);
        return member;
    }
}
