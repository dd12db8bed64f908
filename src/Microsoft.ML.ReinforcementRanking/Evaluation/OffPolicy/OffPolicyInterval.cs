namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Specifies how <c>EvaluateOffPolicy</c> makes its intervals. All methods take sessions (or the clusters of
/// <see cref="OffPolicyOptions.ClusterColumnName"/>) as independent.
/// </summary>
public enum OffPolicyInterval
{
    /// <summary>
    /// Uses the percentiles of a bootstrap over sessions (Efron, 1979). The intervals are adequate for many sessions. They are too narrow for few sessions
    /// or for very heavy weights.
    /// </summary>
    Bootstrap,

    /// <summary>
    /// Uses an empirical Bernstein bound over sessions (Maurer and Pontil, 2009). It does not assume normality, and its intervals are several times as
    /// wide. It needs the range of a session's contribution, which is taken from the log. For estimators that are not means over sessions it uses their
    /// jackknife pseudo-values. The guarantee is therefore approximate.
    /// </summary>
    EmpiricalBernstein,

    /// <summary>
    /// Uses a studentized bootstrap (bootstrap-t; Efron, 1982) of the sessions' jackknife pseudo-values. Every replicate is measured in its own standard
    /// error, so that the interval reaches further to the side from which heavy weights are missing. Use it for products of weights over sessions. Its
    /// intervals are wider than those of <see cref="Bootstrap"/> there and similar to them elsewhere.
    /// </summary>
    StudentizedBootstrap,
}
