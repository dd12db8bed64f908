namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// The estimates for one response r over the rows of a log, with weight w = probability / propensity of the row's action.
/// All but those of <see cref="SessionReturn"/> are per-row estimates: immediate responses under re-weighted rows, no discounting and no products over a
/// session.
/// </summary>
public sealed class ResponseMetrics
{
    internal ResponseMetrics()
    {
    }

    /// <summary>Column of the response.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Mean response of the log: the value of the policy that made it.</summary>
    public double LoggedMean { get; internal init; }

    /// <summary>All estimates per row that the options asked for, by the name of the property that shows them, in the order of the table.</summary>
    public IReadOnlyDictionary<string, OffPolicyEstimate> Estimates { get; internal init; } = new Dictionary<string, OffPolicyEstimate>();

    /// <summary>Inverse propensity scoring, mean(w r): unbiased where propensities are right, of large variance (Horvitz and Thompson, 1952).</summary>
    public OffPolicyEstimate Ips => Estimates[nameof(Ips)];

    /// <summary>sum(w r) / sum(w): consistent, inside the range of r, of smaller variance (Swaminathan and Joachims, 2015).</summary>
    public OffPolicyEstimate SelfNormalizedIps => Estimates[nameof(SelfNormalizedIps)];

    /// <summary>
    /// NCIS, sum(min(w, cap) r) / sum(min(w, cap)): least variance, biased toward the logged mean where weights are cut
    /// (Gilotte et al., 2018; the estimator of the TSCAC paper, with cap 10).
    /// </summary>
    public OffPolicyEstimate CappedSelfNormalizedIps => Estimates[nameof(CappedSelfNormalizedIps)];

    /// <summary>
    /// SNIPS within the values s of <see cref="OffPolicyOptions.StateColumnName"/>, weighed by their shares n_s / n of the log: Σ_s n_s / n · sum_s(w r) /
    /// sum_s(w). Every state keeps its share, and propensities need to be right only up to a factor of the state's own. States without weight are left out.
    /// Null without that column, and where a discount is given (then see <see cref="SessionReturnMetrics.Marginalized"/>).
    /// </summary>
    public OffPolicyEstimate? StateNormalizedIps => Estimates.GetValueOrDefault(nameof(StateNormalizedIps));

    /// <summary>
    /// mean(v(s)), with v(s) = Σ_a π(a|s) q(s, a): no weights, as good as the model. Null without value columns, and where a discount is given.
    /// </summary>
    public OffPolicyEstimate? DirectMethod => Estimates.GetValueOrDefault(nameof(DirectMethod));

    /// <summary>
    /// mean(v(s) + w (r − q(s, a))): right when either the weights or the model are (Dudík, Langford and Li, 2011). Null as <see cref="DirectMethod"/>.
    /// </summary>
    public OffPolicyEstimate? DoublyRobust => Estimates.GetValueOrDefault(nameof(DoublyRobust));

    /// <summary>mean(v(s)) + sum(w (r − q(s, a))) / sum(w): of smaller variance (Robins et al., 2007). Null as <see cref="DirectMethod"/>.</summary>
    public OffPolicyEstimate? SelfNormalizedDoublyRobust => Estimates.GetValueOrDefault(nameof(SelfNormalizedDoublyRobust));

    /// <summary>
    /// Doubly robust where w is at most <see cref="OffPolicyOptions.SwitchThreshold"/>, the direct method alone where it is more
    /// (Wang, Agarwal and Dudík, 2017). Null as <see cref="DirectMethod"/>.
    /// </summary>
    public OffPolicyEstimate? SwitchDoublyRobust => Estimates.GetValueOrDefault(nameof(SwitchDoublyRobust));

    /// <summary>
    /// <see cref="CappedSelfNormalizedIps"/> at the caps of <see cref="OffPolicyOptions.SensitivityWeightCaps"/>: an estimate that moves with the cap is not
    /// settled by the log.
    /// </summary>
    public IReadOnlyList<CapSensitivity> CapSensitivity { get; internal init; } = [];

    /// <summary>Estimates of the discounted return per session. Null without <see cref="OffPolicyOptions.DiscountFactor"/>, and for a placebo.</summary>
    public SessionReturnMetrics? SessionReturn { get; internal init; }
}
