using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Represents action values Q(s, a) over a catalog: a weighted sum of two-tower functions.</summary>
internal abstract class ActionValues
{
    /// <summary>Gets the networks whose weighted sum is Q.</summary>
    public abstract IEnumerable<WeightedNetwork> Parts { get; }

    /// <summary>
    /// Gets or sets the root mean square over states of the standard deviation of Q(s, ·) under the behavior policy. It is the unit of every constraint
    /// strength and temperature.
    /// </summary>
    public double AdvantageDeviation { get; set; } = 1;

    /// <summary>Computes Q of each row's own action. The shape is [rows].</summary>
    public Tensor ValuesOf(Tensor states, Tensor actions) => WeightedNetwork.ScoreActions(Parts, states, actions);

    /// <summary>Computes Q of the candidates. The shape is [rows, columns].</summary>
    public Tensor Values(Tensor states, CandidateSet candidates)
    {
        using var scope = NewDisposeScope();
        return new JointTowers(Parts, states, candidates).Scores([.. Parts]).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the mean over states of the variance of Q under a policy. Its square root is an advantage deviation.</summary>
    public double MeanVariance(Tensor states, CandidateSet candidates, SoftmaxPolicy policy)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new JointTowers([.. Parts, .. policy.Parts], states, candidates).MeanVariance([.. Parts], [.. policy.Parts]);
    }
}

/// <summary>
/// Represents the critic of one response: the mean of independently initialized two-tower networks Q(s, a), in units of the standardized return. It
/// shares no parameter with the critic of another response.
/// </summary>
internal sealed class CriticEnsemble(IReadOnlyList<TwoTowerNetwork> members) : ActionValues
{
    public IReadOnlyList<TwoTowerNetwork> Members => members;

    public override IEnumerable<WeightedNetwork> Parts => members.Select(member => new WeightedNetwork(member, 1.0 / members.Count));
}
