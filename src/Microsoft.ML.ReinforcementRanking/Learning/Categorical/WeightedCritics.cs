using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>Represents the objective of an actor: a weighted sum of critics, whose weights may change during training.</summary>
/// <param name="critics">The critics, each with a factor that converts standardized returns to the objective's unit.</param>
internal sealed class WeightedCritics(IReadOnlyList<(CriticEnsemble Critic, Func<double> Factor)> critics) : ActionValues
{
    private readonly RunningVariance _variance = new();

    public override IEnumerable<WeightedNetwork> Parts
        => critics.SelectMany(weighted => weighted.Critic.Parts.Select(part => part with { Factor = part.Factor * weighted.Factor() }));

    /// <summary>Updates the advantage deviation with the states of a batch.</summary>
    /// <param name="states">The states, of shape [rows, features].</param>
    /// <param name="candidates">The actions of sums.</param>
    /// <param name="behavior">The behavior policy.</param>
    public void TrackDeviation(Tensor states, CandidateSet candidates, SoftmaxPolicy behavior)
        => AdvantageDeviation = _variance.Track(MeanVariance(states, candidates, behavior));

    /// <summary>Visits the advantage deviation.</summary>
    public void Visit(StateArchive archive)
    {
        var deviation = AdvantageDeviation;
        archive.Visit(ref deviation);
        AdvantageDeviation = deviation;
        _variance.Visit(archive);
    }
}
