using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>What an actor climbs: a weighted sum of critics, whose weights may move while it trains.</summary>
/// <param name="critics">Each with its factor, which turns standardized returns into the objective's unit.</param>
internal sealed class WeightedCritics(IReadOnlyList<(CriticEnsemble Critic, Func<double> Factor)> critics) : ActionValues
{
    private readonly RunningVariance _variance = new();

    public override IEnumerable<WeightedNetwork> Parts
        => critics.SelectMany(weighted => weighted.Critic.Parts.Select(part => part with { Factor = part.Factor * weighted.Factor() }));

    /// <summary>Follows the advantage deviation with a batch's states.</summary>
    /// <param name="states">[rows, features].</param>
    /// <param name="candidates">Actions to sum over.</param>
    /// <param name="behavior">π_β: [rows, candidates].</param>
    public void TrackDeviation(Tensor states, CandidateSet candidates, Tensor behavior)
    {
        using var noGrad = no_grad();
        AdvantageDeviation = _variance.Track(MeanVariance(Values(states, candidates), behavior));
    }
}
