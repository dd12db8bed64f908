using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Action values Q(s, a) over a catalog: a weighted sum of two-tower functions.</summary>
internal abstract class ActionValues
{
    /// <summary>The networks whose weighted sum is Q.</summary>
    public abstract IEnumerable<WeightedNetwork> Parts { get; }

    /// <summary>
    /// Root mean square over states of the standard deviation of Q(s, ·) under the behavior policy: the unit of every constraint strength and temperature.
    /// </summary>
    public double AdvantageDeviation { get; set; } = 1;

    /// <summary>Q of each row's own action: [rows].</summary>
    public Tensor ValuesOf(Tensor states, Tensor actions) => WeightedNetwork.ScoreActions(Parts, states, actions);

    /// <summary>Q of the candidates: [rows, candidates].</summary>
    public Tensor Values(Tensor states, CandidateSet candidates) => WeightedNetwork.ScoreCandidates(Parts, states, candidates);

    /// <summary>
    /// Mean over rows of the variance of values [rows, candidates] under probabilities [rows, candidates]; its root is an advantage deviation.
    /// </summary>
    public static double MeanVariance(Tensor values, Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        var mean = (values * probabilities).sum(1, keepdim: true);
        return ((values - mean).Squared() * probabilities).sum(1).mean().item<float>();
    }
}

/// <summary>
/// The critic of one response: the mean of independently initialized two-tower networks Q(s, a), in units of the standardized return.
/// No parameter is shared with another response.
/// </summary>
internal sealed class CriticEnsemble(IReadOnlyList<TwoTowerNetwork> members) : ActionValues
{
    public IReadOnlyList<TwoTowerNetwork> Members => members;

    public override IEnumerable<WeightedNetwork> Parts => members.Select(member => new WeightedNetwork(member, 1.0 / members.Count));
}
