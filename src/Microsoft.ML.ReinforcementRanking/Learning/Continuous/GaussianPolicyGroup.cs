using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>Represents policies of one shape whose means are computed together. The policies share their parameters with the group.</summary>
internal sealed class GaussianPolicyGroup : NetworkModule
{
    private readonly IReadOnlyList<GaussianPolicy> _policies;
    private readonly TowerGroup _means;
    private Parameter _logDeviations;

    public GaussianPolicyGroup(IReadOnlyList<GaussianPolicy> policies)
    {
        _policies = policies;
        _means = new([.. policies.Select(policy => policy.MeanNetwork)], actionWidth: 0);
        _logDeviations = JoinedParameters.View(JoinedParameters.Join([.. policies.Select(policy => policy.UnlimitedLogDeviations)]).unsqueeze(1));
        Add(_logDeviations, moved => _logDeviations = moved);
        Add(_means);
    }

    /// <summary>Gets log σ. The shape is [policies, 1, action width].</summary>
    public Tensor LogDeviations => GaussianPolicy.Limit(_logDeviations);

    /// <summary>Computes μ(s). The shape is [policies, rows, action width].</summary>
    public Tensor Means(Tensor states)
    {
        using var scope = NewDisposeScope();
        return _policies[0].Squash(_means.Evaluate(_means.ReadStates(states))).MoveToOuterDisposeScope();
    }

    /// <summary>Draws an action of each policy in each state. The shape is [policies, rows, action width].</summary>
    public Tensor Draw(Tensor states)
    {
        using var scope = NewDisposeScope();
        return GaussianPolicy.Draw(Means(states), LogDeviations).MoveToOuterDisposeScope();
    }
}
