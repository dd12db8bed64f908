using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Continuous;

/// <summary>
/// Represents a diagonal Gaussian over standardized actions. The mean is a network of the state, which is squashed into the range of actions if they have
/// one. The standard deviation is one parameter per dimension.
/// </summary>
internal sealed class GaussianPolicy : NetworkModule
{
    // The range is wide enough for any standardized action, and the floor keeps the density bounded.
    private const double SmallestLogDeviation = -4;
    private const double LargestLogDeviation = 1;

    private readonly NetworkPlan _plan;
    private readonly PlannedModule _mean;
    private readonly double _dropout;
    private readonly (Tensor Minimum, Tensor Maximum)? _range;
    private Parameter _logDeviations;

    /// <param name="plan">The plan of the mean network.</param>
    /// <param name="dropout">The dropout rate in training, after every hidden layer.</param>
    /// <param name="range">The standardized range of the mean, of shape [action width] each, or null if the mean is not limited.</param>
    /// <param name="sparseWidth">The number of features if states are sparse tensors, or 0.</param>
    public GaussianPolicy(NetworkPlan plan, double dropout, (Tensor Minimum, Tensor Maximum)? range, int sparseWidth = 0)
    {
        (_plan, _dropout, _range) = (plan, dropout, range);
        _mean = new(plan, dropout, sparseWidth);
        _logDeviations = Parameters.Of(zeros(plan.OutputWidth));
        Add(_logDeviations, moved => _logDeviations = moved);
        Add(_mean);
    }

    /// <summary>Gets log σ. The shape is [action width].</summary>
    public Tensor LogDeviations => Limit(_logDeviations);

    /// <summary>Gets the network of the mean, without squashing.</summary>
    public PlannedModule MeanNetwork => _mean;

    /// <summary>Gets the parameters of log σ, which <see cref="Limit"/> keeps in their range. The shape is [action width].</summary>
    public Parameter UnlimitedLogDeviations => _logDeviations;

    /// <summary>Keeps log σ in its range.</summary>
    public static Tensor Limit(Tensor logDeviations) => logDeviations.Between(SmallestLogDeviation, LargestLogDeviation);

    /// <summary>Creates a policy that starts from the weights of this one.</summary>
    public GaussianPolicy Clone()
    {
        var clone = new GaussianPolicy(_plan, _dropout, _range, _mean.SparseWidth);
        clone.LoadWeights(this.CopyWeights());
        return clone;
    }

    /// <summary>Computes μ(s). The shape is [rows, action width].</summary>
    public Tensor Means(Tensor states)
    {
        using var scope = NewDisposeScope();
        return Squash(_mean.Forward(states)).MoveToOuterDisposeScope();
    }

    /// <summary>Squashes outputs of mean networks, of shape [..., action width], into the range if there is one.</summary>
    public Tensor Squash(Tensor outputs)
    {
        if (_range is not { } range)
            return outputs;
        using var scope = NewDisposeScope();
        return range.Minimum.Plus((range.Maximum - range.Minimum) * outputs.sigmoid()).MoveToOuterDisposeScope();
    }

    /// <summary>Draws an action in each state. The shape is [rows, action width].</summary>
    public Tensor Draw(Tensor states)
    {
        using var scope = NewDisposeScope();
        return Draw(Means(states), LogDeviations).MoveToOuterDisposeScope();
    }

    /// <summary>Draws actions, given the means and log σ. The shape is that of the means.</summary>
    public static Tensor Draw(Tensor means, Tensor logDeviations)
    {
        using var scope = NewDisposeScope();
        return means.Plus(logDeviations.exp() * RandomSource.Current.NormalLike(means)).MoveToOuterDisposeScope();
    }

    /// <summary>Clips standardized actions to the range if there is one.</summary>
    public Tensor Clamp(Tensor actions)
    {
        if (_range is not { } range)
            return actions;
        return maximum(minimum(actions, range.Maximum), range.Minimum);
    }

    /// <summary>Computes the log density of standardized actions. The shape is [rows].</summary>
    public Tensor LogDensity(Tensor states, Tensor actions)
    {
        using var scope = NewDisposeScope();
        var distance = (actions - Means(states)) / LogDeviations.exp();
        return (-distance.Squared().Over(2).Plus(LogDeviations).Plus(Math.Log(2 * Math.PI) / 2).sum(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Returns the managed copy of the mean network, without squashing.</summary>
    public PlannedNetwork ToNetwork() => _mean.ToNetwork();
}
