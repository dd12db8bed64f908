namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;

/// <summary>
/// Represents the closed form <c>Π π_i^{w_i} exp(A / Λ)</c> over reference policies and a critic. A product of two-tower softmaxes is a two-tower
/// softmax, so the closed form is exact, and no network is fitted to it (docs/decisions/0004-closed-form-without-distillation.md). If the behavior policy
/// is the only reference, it is the entropy-regularized improvement on one response of stage one.
/// </summary>
/// <param name="references">The policies to stay close to, at least one.</param>
/// <param name="strengths">The strength λ_i of each reference, in units of the critic's advantage deviation.</param>
/// <param name="critic">The action values of the response to improve.</param>
internal sealed class ImprovedPolicy(IReadOnlyList<SoftmaxPolicy> references, IReadOnlyList<double> strengths, CriticEnsemble critic) : SoftmaxPolicy
{
    private readonly double _total = strengths.Sum();

    public override IEnumerable<WeightedNetwork> Parts => [.. ReferenceParts, .. ImprovementParts];

    /// <summary>Gets the part of the logits that comes from the references: Σ w_i log π_i.</summary>
    public IEnumerable<WeightedNetwork> ReferenceParts
        => references.Zip(strengths).SelectMany(pair => pair.First.Parts.Select(part => part with { Factor = part.Factor * pair.Second / _total }));

    /// <summary>Gets the part of the logits that comes from the critic: A / Λ.</summary>
    public IEnumerable<WeightedNetwork> ImprovementParts => Improvement(critic.Parts);

    protected override int ActionCount => critic.Members[0].ActionCount;

    public override IEnumerable<WeightedNetwork> PartsGiven(IEnumerable<WeightedNetwork> values) => [.. Improvement(values), .. ReferenceParts];

    private IEnumerable<WeightedNetwork> Improvement(IEnumerable<WeightedNetwork> values)
        => values.Select(part => part with { Factor = part.Factor / (_total * critic.AdvantageDeviation) });
}
