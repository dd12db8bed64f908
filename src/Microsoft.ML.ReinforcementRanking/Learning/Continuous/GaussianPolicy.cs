using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// A diagonal Gaussian over standardized actions: the mean is a network of the state, squashed into the range of actions where they have one; the deviation
/// is one parameter per dimension.
/// </summary>
internal sealed class GaussianPolicy : nn.Module
{
    // Wide enough for any standardized action, and a floor against a density without bound.
    private const double SmallestLogDeviation = -4;
    private const double LargestLogDeviation = 1;

    private readonly NetworkPlan _plan;
    private readonly PlannedModule _mean;
    private readonly Parameter _logDeviations;
    private readonly double _dropout;
    private readonly (Tensor Minimum, Tensor Maximum)? _range;

    /// <param name="plan">Of the mean.</param>
    /// <param name="dropout">In training, after every hidden layer.</param>
    /// <param name="range">Standardized, [action width] each; null: the mean may be anywhere.</param>
    public GaussianPolicy(NetworkPlan plan, double dropout, (Tensor Minimum, Tensor Maximum)? range)
        : base(nameof(GaussianPolicy))
    {
        (_plan, _dropout, _range) = (plan, dropout, range);
        _mean = new(plan, dropout);
        _logDeviations = new(zeros(plan.OutputWidth));
        RegisterComponents();
    }

    /// <summary>log σ: [action width].</summary>
    public Tensor LogDeviations => _logDeviations.Between(SmallestLogDeviation, LargestLogDeviation);

    /// <summary>What a deterministic actor trains: the deviation stays.</summary>
    public IEnumerable<Parameter> MeanParameters => _mean.parameters();

    /// <summary>A policy that starts from this one's weights.</summary>
    public GaussianPolicy Clone()
    {
        var clone = new GaussianPolicy(_plan, _dropout, _range);
        clone.LoadWeights(this.CopyWeights());
        return clone;
    }

    /// <summary>μ(s): [rows, action width].</summary>
    public Tensor Means(Tensor states)
    {
        if (_range is not { } range)
            return _mean.forward(states);
        using var scope = NewDisposeScope();
        return range.Minimum.Plus((range.Maximum - range.Minimum) * _mean.forward(states).sigmoid()).MoveToOuterDisposeScope();
    }

    /// <summary>An action of each state: [rows, action width].</summary>
    public Tensor Draw(Tensor states)
    {
        using var scope = NewDisposeScope();
        var means = Means(states);
        return means.Plus(LogDeviations.exp() * RandomSource.Current.NormalLike(means)).MoveToOuterDisposeScope();
    }

    /// <summary>Standardized actions, cut at the range where there is one.</summary>
    public Tensor Clamp(Tensor actions)
    {
        if (_range is not { } range)
            return actions;
        return maximum(minimum(actions, range.Maximum), range.Minimum);
    }

    /// <summary>log density of standardized actions: [rows].</summary>
    public Tensor LogDensity(Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        var distance = (actions - Means(states)) / LogDeviations.exp();
        return (-distance.Squared().Over(2).Plus(LogDeviations).Plus(Math.Log(2 * Math.PI) / 2).sum(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The managed copy of the mean network, before squashing.</summary>
    public PlannedNetwork ToNetwork() => _mean.ToNetwork();
}
