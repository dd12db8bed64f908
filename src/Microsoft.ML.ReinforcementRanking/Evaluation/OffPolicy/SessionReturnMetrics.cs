namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Represents the estimates of one response's mean discounted return per session, had the scored policy chosen all actions of the session. The return of a
/// session is <c>G = Σ_t γ^t r_t</c> from its first row on. In the formulas <c>ρ_t = w_0 w_1 … w_t</c> is the product of the session's weights up to its
/// row t, and <c>ρ</c> is the product up to its last row. The index i runs over the sessions.
/// </summary>
/// <remarks>
/// A policy changes the later states of a session. Only these estimates account for that change. In return, their weights grow with the length of the
/// session. Lifts are relative to <see cref="LoggedMean"/>.
/// </remarks>
public sealed class SessionReturnMetrics
{
    internal SessionReturnMetrics()
    {
    }

    /// <summary>The mean discounted return of the logged sessions, <c>mean_i(G)</c>. It is the value of the policy that made the log.</summary>
    public double LoggedMean { get; internal init; }

    /// <summary>All estimates per session that the options ask for, by the name of the property that shows them, in the order of the table.</summary>
    public IReadOnlyDictionary<string, OffPolicyEstimate> Estimates { get; internal init; } = new Dictionary<string, OffPolicyEstimate>();

    /// <summary>
    /// Trajectory-wise importance sampling, <c>mean_i(ρ G)</c>. It is unbiased and has the largest variance (Precup, Sutton and Singh, 2000).
    /// </summary>
    public OffPolicyEstimate TrajectoryIs => Estimates[nameof(TrajectoryIs)];

    /// <summary>
    /// Self-normalized trajectory-wise importance sampling, <c>Σ_i ρ G / Σ_i ρ</c>. It is consistent and stays inside the range of G (Precup, Sutton and
    /// Singh, 2000).
    /// </summary>
    public OffPolicyEstimate SelfNormalizedTrajectoryIs => Estimates[nameof(SelfNormalizedTrajectoryIs)];

    /// <summary>
    /// Trajectory-wise importance sampling with capped products, <c>Σ_i min(ρ, cap) G / Σ_i min(ρ, cap)</c>. It is biased toward the logged mean where
    /// products are cut.
    /// </summary>
    public OffPolicyEstimate CappedSelfNormalizedTrajectoryIs => Estimates[nameof(CappedSelfNormalizedTrajectoryIs)];

    /// <summary>
    /// Per-decision importance sampling, <c>mean_i(Σ_t γ^t ρ_t r_t)</c>. It is unbiased, and the weight of a response does not depend on later actions
    /// (Precup, Sutton and Singh, 2000).
    /// </summary>
    public OffPolicyEstimate PerDecisionIs => Estimates[nameof(PerDecisionIs)];

    /// <summary>
    /// Consistent weighted per-decision importance sampling, <c>Σ_t γ^t (Σ_i ρ_t r_t / Σ_i ρ_t)</c>, in which a session that has ended keeps its last ρ and
    /// earns 0 (Thomas, 2015). It is NaN where at some step no session has weight.
    /// </summary>
    public OffPolicyEstimate SelfNormalizedPerDecisionIs => Estimates[nameof(SelfNormalizedPerDecisionIs)];

    /// <summary>The estimate <see cref="SelfNormalizedPerDecisionIs"/> with <c>min(ρ_t, cap)</c> in place of ρ_t.</summary>
    public OffPolicyEstimate CappedSelfNormalizedPerDecisionIs => Estimates[nameof(CappedSelfNormalizedPerDecisionIs)];

    /// <summary>
    /// The direct method, which is the mean over sessions of v(s) at the first row. It is only as good as the model (Le, Voloshin and Yue, 2019). It is
    /// null without value columns.
    /// </summary>
    public OffPolicyEstimate? DirectMethod => Estimates.GetValueOrDefault(nameof(DirectMethod));

    /// <summary>
    /// The sequential doubly robust estimate, <c>mean_i(V_0)</c> with <c>V_t = v(s_t) + w_t (r_t + γ V_{t+1} − q(s_t, a_t))</c>. It is right when either
    /// the weights or the model are right (Jiang and Li, 2016). It is null without value columns.
    /// </summary>
    public OffPolicyEstimate? DoublyRobust => Estimates.GetValueOrDefault(nameof(DoublyRobust));

    /// <summary>
    /// The weighted doubly robust estimate, <c>Σ_t γ^t (Σ_i ρ_t (r_t − q) / Σ_i ρ_t + Σ_i ρ_{t−1} v / Σ_i ρ_{t−1})</c>. It is consistent and has a smaller
    /// variance (Thomas and Brunskill, 2016). It is null without value columns.
    /// </summary>
    public OffPolicyEstimate? SelfNormalizedDoublyRobust => Estimates.GetValueOrDefault(nameof(SelfNormalizedDoublyRobust));

    /// <summary>
    /// Marginalized importance sampling over the values of <see cref="OffPolicyOptions.StateColumnName"/>, <c>Σ_t γ^t Σ_s d_t(s) Σ w r / Σ w</c> over the
    /// rows in s at step t, with <c>d_{t+1}(s') = Σ_s d_t(s) Σ_{s→s'} w / Σ_s w</c> (Xie, Ma and Wang, 2019, with weights normalized within state and
    /// step). It uses no products of weights, and propensities need to be right only up to a factor for each state. It is right where the column holds
    /// everything of the past that matters. States at a step without weight are left out. It is null without that column.
    /// </summary>
    public OffPolicyEstimate? Marginalized => Estimates.GetValueOrDefault(nameof(Marginalized));
}
