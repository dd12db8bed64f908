namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// How <c>EvaluateOffPolicy</c> makes its intervals. All take sessions (or the units of <see cref="OffPolicyOptions.ClusterColumnName"/>) as independent.
/// </summary>
public enum OffPolicyInterval
{
    /// <summary>
    /// Percentiles of a bootstrap over sessions (Efron, 1979): as wide as needed for many sessions, too narrow for few or for very heavy weights.
    /// </summary>
    Bootstrap,

    /// <summary>
    /// Empirical Bernstein bound over sessions (Maurer and Pontil, 2009): no assumption of normality, several times as wide. It needs the range of a session's
    /// contribution, which is taken from the log, and for estimators that are no mean over sessions their jackknife pseudo-values; so the guarantee is
    /// approximate.
    /// </summary>
    EmpiricalBernstein,

    /// <summary>
    /// Studentized bootstrap (bootstrap-t; Efron, 1982) of the sessions' jackknife pseudo-values: every replicate is measured in its own standard error, so
    /// that the interval reaches further to the side from which heavy weights are missing. For products of weights over sessions; wider than
    /// <see cref="Bootstrap"/> there and like it elsewhere.
    /// </summary>
    StudentizedBootstrap,
}
