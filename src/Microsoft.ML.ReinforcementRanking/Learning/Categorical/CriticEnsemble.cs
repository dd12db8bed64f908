using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// The critic of one response: the mean of independently initialised two-tower networks Q(s, a), in units of the standardised return.
/// No parameter is shared with another response.
/// </summary>
internal sealed class CriticEnsemble(IReadOnlyList<TwoTowerNetwork> members)
{
    public IReadOnlyList<TwoTowerNetwork> Members => members;

    /// <summary>
    /// Root mean square over states of the standard deviation of Q(s, ·) under the behaviour policy: the unit of every constraint strength.
    /// </summary>
    public double AdvantageDeviation { get; set; } = 1;

    /// <summary>Q of each row's own action: [rows].</summary>
    public Tensor ValuesOf(Tensor states, Tensor actions) => WeightedNetwork.ScoreActions(Parts, states, actions);

    /// <summary>Q of the candidates: [rows, candidates].</summary>
    public Tensor Values(Tensor states, CandidateSet candidates) => WeightedNetwork.ScoreCandidates(Parts, states, candidates);

    /// <summary>The networks whose weighted sum is Q.</summary>
    public IEnumerable<WeightedNetwork> Parts => members.Select(member => new WeightedNetwork(member, 1.0 / members.Count));

    /// <summary>Mean over rows of the variance of values [rows, candidates] under probabilities [rows, candidates]; its root is an advantage deviation.</summary>
    public static double MeanVariance(Tensor values, Tensor probabilities)
    {
        using var scope = NewDisposeScope();
        var mean = (values * probabilities).sum(1, keepdim: true);
        return ((values - mean).square() * probabilities).sum(1).mean().item<float>();
    }
}
