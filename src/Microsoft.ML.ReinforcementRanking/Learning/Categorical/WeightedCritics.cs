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
    /// <param name="behavior">The probabilities π_β, of shape [rows, candidates].</param>
    public void TrackDeviation(Tensor states, CandidateSet candidates, Tensor behavior)
    {
        using var noGrad = no_grad();
        AdvantageDeviation = _variance.Track(MeanVariance(Values(states, candidates), behavior));
    }
}
