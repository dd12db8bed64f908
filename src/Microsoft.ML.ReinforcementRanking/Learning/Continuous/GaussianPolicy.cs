using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>A diagonal Gaussian over standardised actions: the mean is a network of the state, the deviation one parameter per dimension.</summary>
internal sealed class GaussianPolicy : nn.Module
{
    // Wide enough for any standardised action, and a floor against a density without bound.
    private const double SmallestLogDeviation = -4;
    private const double LargestLogDeviation = 1;

    private readonly NetworkPlan _plan;
    private readonly PlannedModule _mean;
    private readonly Parameter _logDeviations;
    private readonly double _dropout;

    public GaussianPolicy(NetworkPlan plan, double dropout)
        : base(nameof(GaussianPolicy))
    {
        _plan = plan;
        _dropout = dropout;
        _mean = new(plan, dropout);
        _logDeviations = new(zeros(plan.OutputWidth));
        RegisterComponents();
    }

    /// <summary>log σ: [action width].</summary>
    public Tensor LogDeviations => _logDeviations.clamp(SmallestLogDeviation, LargestLogDeviation);

    /// <summary>A policy that starts from this one's weights.</summary>
    public GaussianPolicy Clone()
    {
        var clone = new GaussianPolicy(_plan, _dropout);
        clone.LoadWeights(this.CopyWeights());
        return clone;
    }

    /// <summary>μ(s): [rows, action width].</summary>
    public Tensor Means(Tensor states) => _mean.forward(states);

    /// <summary>log density of standardised actions: [rows].</summary>
    public Tensor LogDensity(Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        var distance = (actions - Means(states)) / LogDeviations.exp();
        return (-(distance.square() / 2 + LogDeviations + Math.Log(2 * Math.PI) / 2).sum(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The managed copy of the mean network.</summary>
    public PlannedNetwork ToNetwork() => _mean.ToNetwork();
}
