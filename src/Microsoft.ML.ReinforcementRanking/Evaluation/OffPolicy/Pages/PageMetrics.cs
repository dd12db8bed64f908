namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the estimates of the mean value of a page for one response, had the scored policy filled the pages of the log. The value of a page is
/// <c>G = Σ_k r_k</c>, the sum of the responses of its rows. In the formulas w is the weight of an item given the items above it,
/// <c>ρ_k = w_1 w_2 … w_k</c> is the product of the page's weights down to position k, <c>ρ</c> is the product of all of them, and <c>u_k</c> is the weight
/// of an item at position k, whatever the items above it are. The index i runs over the pages.
/// </summary>
/// <remarks>
/// The estimators differ in what a response may depend on: on the whole page (page IPS), on its item and the items above it (reward-interaction IPS and
/// cascade DR), or on its item and its position alone (independent IPS). The stronger the assumption, the smaller the variance, and an estimate is biased
/// where its assumption fails. A page that is shorter than others earns 0 at the positions that it lacks, and keeps its last weight there. Lifts are
/// relative to <see cref="LoggedMean"/>.
/// </remarks>
public sealed class PageMetrics
{
    internal PageMetrics()
    {
    }

    /// <summary>The mean value of the logged pages, <c>mean_i(G)</c>. It is the value of the policy that made the log.</summary>
    public double LoggedMean { get; internal init; }

    /// <summary>All estimates per page that the options ask for, by the name of the property that shows them, in the order of the table.</summary>
    public IReadOnlyDictionary<string, OffPolicyEstimate> Estimates { get; internal init; } = new Dictionary<string, OffPolicyEstimate>();

    /// <summary>
    /// Page-level IPS, <c>mean_i(ρ G)</c>. It is unbiased whatever a response depends on, and has the largest variance.
    /// </summary>
    public OffPolicyEstimate PageIps => Estimates[nameof(PageIps)];

    /// <summary>Self-normalized page-level IPS, <c>Σ_i ρ G / Σ_i ρ</c>. It is consistent and stays inside the range of G.</summary>
    public OffPolicyEstimate SelfNormalizedPageIps => Estimates[nameof(SelfNormalizedPageIps)];

    /// <summary>
    /// Reward-interaction IPS, also called cascade IPS, <c>mean_i(Σ_k ρ_k r_k)</c>. It is unbiased where a response does not depend on the items below
    /// its own (McInerney et al., 2020).
    /// </summary>
    public OffPolicyEstimate RewardInteractionIps => Estimates[nameof(RewardInteractionIps)];

    /// <summary>
    /// Self-normalized reward-interaction IPS, <c>Σ_k (Σ_i ρ_k r_k / Σ_i ρ_k)</c>. It is NaN where no page has weight at some position.
    /// </summary>
    public OffPolicyEstimate SelfNormalizedRewardInteractionIps => Estimates[nameof(SelfNormalizedRewardInteractionIps)];

    /// <summary>
    /// Independent IPS, also called item-position IPS, <c>mean_i(Σ_k u_k r_k)</c>. It is unbiased where a response depends on its own item and position
    /// alone (Li et al., 2018). It is null without <see cref="OffPolicyOptions.PositionPropensityColumnName"/>.
    /// </summary>
    public OffPolicyEstimate? IndependentIps => Estimates.GetValueOrDefault(nameof(IndependentIps));

    /// <summary>
    /// Self-normalized independent IPS, <c>Σ_k (Σ_i u_k r_k / Σ_i u_k)</c>. It is null where <see cref="IndependentIps"/> is.
    /// </summary>
    public OffPolicyEstimate? SelfNormalizedIndependentIps => Estimates.GetValueOrDefault(nameof(SelfNormalizedIndependentIps));

    /// <summary>
    /// The direct method, the mean over pages of v at the first position. It is only as good as the model. It is null without value columns.
    /// </summary>
    public OffPolicyEstimate? DirectMethod => Estimates.GetValueOrDefault(nameof(DirectMethod));

    /// <summary>
    /// The cascade doubly robust estimate, <c>mean_i(Σ_k (ρ_{k−1} v_k + ρ_k (r_k − q_k)))</c>, where q_k is the model's value of the row's item given the
    /// items above it, and v_k is its mean over the items that the policy may place there. It is unbiased where a response does not depend on the items below
    /// its own, and has a smaller variance than <see cref="RewardInteractionIps"/> where the model is good (Kiyohara et al., 2022). It is null without value
    /// columns.
    /// </summary>
    public OffPolicyEstimate? CascadeDoublyRobust => Estimates.GetValueOrDefault(nameof(CascadeDoublyRobust));

    /// <summary>
    /// The self-normalized cascade doubly robust estimate, <c>Σ_k (Σ_i ρ_k (r_k − q_k) / Σ_i ρ_k + Σ_i ρ_{k−1} v_k / Σ_i ρ_{k−1})</c>. It is null without
    /// value columns.
    /// </summary>
    public OffPolicyEstimate? SelfNormalizedCascadeDoublyRobust => Estimates.GetValueOrDefault(nameof(SelfNormalizedCascadeDoublyRobust));
}
