namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// The estimates of one response's mean discounted return per session, <c>G = Σ_t γ^t r_t</c> from the session's first row on, had the scored policy chosen all
/// actions of the session. <c>ρ_t = w_0 w_1 … w_t</c> is the product of the session's weights up to its row t, <c>ρ</c> the one up to its last row; sessions
/// are counted by i.
/// </summary>
/// <remarks>
/// A policy changes what later states a session meets; only these estimates see that, at the price of weights that grow with the session's length.
/// Lifts are against <see cref="LoggedMean"/>.
/// </remarks>
public sealed class SessionReturnMetrics
{
    internal SessionReturnMetrics()
    {
    }

    /// <summary>Mean discounted return of the logged sessions, <c>mean_i(G)</c>: the value of the policy that made the log.</summary>
    public double LoggedMean { get; internal init; }

    /// <summary>All estimates per session that the options asked for, by the name of the property that shows them, in the order of the table.</summary>
    public IReadOnlyDictionary<string, OffPolicyEstimate> Estimates { get; internal init; } = new Dictionary<string, OffPolicyEstimate>();

    /// <summary>Trajectory-wise importance sampling, <c>mean_i(ρ G)</c>: unbiased, of largest variance (Precup, Sutton and Singh, 2000).</summary>
    public OffPolicyEstimate TrajectoryIs => Estimates[nameof(TrajectoryIs)];

    /// <summary><c>Σ_i ρ G / Σ_i ρ</c>: consistent, inside the range of G (Precup, Sutton and Singh, 2000).</summary>
    public OffPolicyEstimate SelfNormalizedTrajectoryIs => Estimates[nameof(SelfNormalizedTrajectoryIs)];

    /// <summary><c>Σ_i min(ρ, cap) G / Σ_i min(ρ, cap)</c>: biased toward the logged mean where products are cut.</summary>
    public OffPolicyEstimate CappedSelfNormalizedTrajectoryIs => Estimates[nameof(CappedSelfNormalizedTrajectoryIs)];

    /// <summary>
    /// Per-decision importance sampling, <c>mean_i(Σ_t γ^t ρ_t r_t)</c>: unbiased; a response is not weighted by what came after it (Precup, Sutton and Singh,
    /// 2000).
    /// </summary>
    public OffPolicyEstimate PerDecisionIs => Estimates[nameof(PerDecisionIs)];

    /// <summary>
    /// Consistent weighted per-decision importance sampling, <c>Σ_t γ^t (Σ_i ρ_t r_t / Σ_i ρ_t)</c>, where a session that has ended keeps its last ρ and earns
    /// 0 (Thomas, 2015). NaN where at some step no session has weight.
    /// </summary>
    public OffPolicyEstimate SelfNormalizedPerDecisionIs => Estimates[nameof(SelfNormalizedPerDecisionIs)];

    /// <summary>The same with <c>min(ρ_t, cap)</c> in place of ρ_t.</summary>
    public OffPolicyEstimate CappedSelfNormalizedPerDecisionIs => Estimates[nameof(CappedSelfNormalizedPerDecisionIs)];

    /// <summary>Mean over sessions of v(s) at the first row: as good as the model (Le, Voloshin and Yue, 2019). Null without value columns.</summary>
    public OffPolicyEstimate? DirectMethod => Estimates.GetValueOrDefault(nameof(DirectMethod));

    /// <summary>
    /// Sequential doubly robust, <c>mean_i(V_0)</c> with <c>V_t = v(s_t) + w_t (r_t + γ V_{t+1} − q(s_t, a_t))</c>: right when either the weights or the model
    /// are (Jiang and Li, 2016). Null without value columns.
    /// </summary>
    public OffPolicyEstimate? DoublyRobust => Estimates.GetValueOrDefault(nameof(DoublyRobust));

    /// <summary>
    /// Weighted doubly robust, <c>Σ_t γ^t (Σ_i ρ_t (r_t − q) / Σ_i ρ_t + Σ_i ρ_{t−1} v / Σ_i ρ_{t−1})</c>: consistent, of smaller variance
    /// (Thomas and Brunskill, 2016). Null without value columns.
    /// </summary>
    public OffPolicyEstimate? SelfNormalizedDoublyRobust => Estimates.GetValueOrDefault(nameof(SelfNormalizedDoublyRobust));

    /// <summary>
    /// Marginalized importance sampling over the values of <see cref="OffPolicyOptions.StateColumnName"/>,
    /// <c>Σ_t γ^t Σ_s d_t(s) Σ w r / Σ w</c> over the rows in s at step t, <c>d_{t+1}(s') = Σ_s d_t(s) Σ_{s→s'} w / Σ_s w</c>: no products of weights, and
    /// propensities need to be right only up to a factor of the state's own; right where the column holds all of the past that matters (Xie, Ma and Wang, 2019,
    /// with weights normalized within state and step). States at a step without weight are left out. Null without that column.
    /// </summary>
    public OffPolicyEstimate? Marginalized => Estimates.GetValueOrDefault(nameof(Marginalized));
}
