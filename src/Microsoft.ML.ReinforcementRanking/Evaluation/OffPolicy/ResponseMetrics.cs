namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the estimates for one response r over the rows of a log. The weight w of a row is the probability of its action divided by the propensity.
/// All estimates but those of <see cref="SessionReturn"/> and <see cref="Page"/> are per row. They estimate immediate responses under re-weighted rows,
/// without discounts and without products over a session or page.
/// </summary>
public sealed class ResponseMetrics
{
    internal ResponseMetrics()
    {
    }

    /// <summary>The name of the response's column.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>The mean response of the log, which is the value of the policy that made it.</summary>
    public double LoggedMean { get; internal init; }

    /// <summary>All estimates per row that the options ask for, by the name of the property that shows them, in the order of the table.</summary>
    public IReadOnlyDictionary<string, OffPolicyEstimate> Estimates { get; internal init; } = new Dictionary<string, OffPolicyEstimate>();

    /// <summary>
    /// Inverse propensity scoring (IPS), mean(w r). It is unbiased where propensities are right, and has a large variance (Horvitz and Thompson, 1952).
    /// </summary>
    public OffPolicyEstimate Ips => Estimates[nameof(Ips)];

    /// <summary>
    /// Self-normalized IPS (SNIPS), sum(w r) / sum(w). It is consistent, stays inside the range of r, and has a smaller variance than IPS (Swaminathan and
    /// Joachims, 2015).
    /// </summary>
    public OffPolicyEstimate SelfNormalizedIps => Estimates[nameof(SelfNormalizedIps)];

    /// <summary>
    /// Capped self-normalized IPS (NCIS), sum(min(w, cap) r) / sum(min(w, cap)). It has the smallest variance and is biased toward the logged mean where
    /// weights are cut (Gilotte et al., 2018). The TSCAC paper uses this estimator with a cap of 10.
    /// </summary>
    public OffPolicyEstimate CappedSelfNormalizedIps => Estimates[nameof(CappedSelfNormalizedIps)];

    /// <summary>
    /// SNIPS within the values s of <see cref="OffPolicyOptions.StateColumnName"/>, weighted by their shares n_s / n of the log: Σ_s n_s / n · sum_s(w r) /
    /// sum_s(w). Every state keeps its share, and propensities need to be right only up to a factor for each state. States without weight are left out. It
    /// is null without that column, and where a discount is given. <see cref="SessionReturnMetrics.Marginalized"/> is then the estimate by state.
    /// </summary>
    public OffPolicyEstimate? StateNormalizedIps => Estimates.GetValueOrDefault(nameof(StateNormalizedIps));

    /// <summary>
    /// The direct method, mean(v(s)) with v(s) = Σ_a π(a|s) q(s, a). It uses no weights and is only as good as the model. It is null without value columns,
    /// and where a discount is given.
    /// </summary>
    public OffPolicyEstimate? DirectMethod => Estimates.GetValueOrDefault(nameof(DirectMethod));

    /// <summary>
    /// The doubly robust estimate, mean(v(s) + w (r − q(s, a))). It is right when either the weights or the model are right (Dudík, Langford and Li, 2011).
    /// It is null where <see cref="DirectMethod"/> is.
    /// </summary>
    public OffPolicyEstimate? DoublyRobust => Estimates.GetValueOrDefault(nameof(DoublyRobust));

    /// <summary>
    /// The self-normalized doubly robust estimate, mean(v(s)) + sum(w (r − q(s, a))) / sum(w). It has a smaller variance (Robins et al., 2007). It is null
    /// where <see cref="DirectMethod"/> is.
    /// </summary>
    public OffPolicyEstimate? SelfNormalizedDoublyRobust => Estimates.GetValueOrDefault(nameof(SelfNormalizedDoublyRobust));

    /// <summary>
    /// The switch estimate, which is doubly robust where w is at most <see cref="OffPolicyOptions.SwitchThreshold"/> and the direct method alone where w is
    /// larger (Wang, Agarwal and Dudík, 2017). It is null where <see cref="DirectMethod"/> is.
    /// </summary>
    public OffPolicyEstimate? SwitchDoublyRobust => Estimates.GetValueOrDefault(nameof(SwitchDoublyRobust));

    /// <summary>
    /// The estimate <see cref="CappedSelfNormalizedIps"/> at the caps of <see cref="OffPolicyOptions.SensitivityWeightCaps"/>. An estimate that changes
    /// with the cap is not settled by the log.
    /// </summary>
    public IReadOnlyList<CapSensitivity> CapSensitivity { get; internal init; } = [];

    /// <summary>
    /// The estimates of the discounted return per session. They are null without <see cref="OffPolicyOptions.DiscountFactor"/>, and for a placebo.
    /// </summary>
    public SessionReturnMetrics? SessionReturn { get; internal init; }

    /// <summary>
    /// The estimates of the value of a page. They are null without <see cref="OffPolicyOptions.RequestColumnName"/>, and for a placebo.
    /// </summary>
    public PageMetrics? Page { get; internal init; }
}
