using Microsoft.ML.Trainers.ReinforcementRanking.Networks;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// The critic of one response: the mean of independently initialized two-tower networks Q(s, a), in units of the standardized return.
/// No parameter is shared with another response.
/// </summary>
internal sealed class CriticEnsemble(IReadOnlyList<TwoTowerNetwork> members) : ActionValues
{
    public IReadOnlyList<TwoTowerNetwork> Members => members;

    public override IEnumerable<WeightedNetwork> Parts => members.Select(member => new WeightedNetwork(member, 1.0 / members.Count));
}
