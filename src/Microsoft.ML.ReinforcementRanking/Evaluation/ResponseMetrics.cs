namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// The estimates for one response r over the rows of a log, with weight w = probability / propensity of the row's action.
/// All are per-row estimates: immediate responses under re-weighted rows, no discounting and no products over a session.
/// </summary>
public sealed class ResponseMetrics
{
    internal ResponseMetrics(
        string name, double loggedMean, OffPolicyEstimate ips, OffPolicyEstimate selfNormalizedIps, OffPolicyEstimate cappedSelfNormalizedIps)
    {
        Name = name;
        LoggedMean = loggedMean;
        Ips = ips;
        SelfNormalizedIps = selfNormalizedIps;
        CappedSelfNormalizedIps = cappedSelfNormalizedIps;
    }

    /// <summary>Column of the response.</summary>
    public string Name { get; }

    /// <summary>Mean response of the log: the value of the policy that made it.</summary>
    public double LoggedMean { get; }

    /// <summary>Inverse propensity scoring, mean(w r): unbiased where propensities are right, of large variance (Horvitz and Thompson, 1952).</summary>
    public OffPolicyEstimate Ips { get; }

    /// <summary>sum(w r) / sum(w): consistent, inside the range of r, of smaller variance (Swaminathan and Joachims, 2015).</summary>
    public OffPolicyEstimate SelfNormalizedIps { get; }

    /// <summary>
    /// NCIS, sum(min(w, cap) r) / sum(min(w, cap)): least variance, biased towards the logged mean where weights are cut
    /// (Gilotte et al., 2018; the estimator of the TSCAC paper, with cap 10).
    /// </summary>
    public OffPolicyEstimate CappedSelfNormalizedIps { get; }
}
