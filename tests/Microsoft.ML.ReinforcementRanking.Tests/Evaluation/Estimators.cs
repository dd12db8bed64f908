using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>All estimates of a response by name, so that a claim can be made of each.</summary>
internal static class Estimators
{
    /// <summary>Those per row that the options asked for.</summary>
    public static IReadOnlyDictionary<string, OffPolicyEstimate> PerRow(ResponseMetrics metrics) => Given(
        (nameof(metrics.Ips), metrics.Ips),
        (nameof(metrics.SelfNormalizedIps), metrics.SelfNormalizedIps),
        (nameof(metrics.CappedSelfNormalizedIps), metrics.CappedSelfNormalizedIps),
        (nameof(metrics.StateNormalizedIps), metrics.StateNormalizedIps),
        (nameof(metrics.DirectMethod), metrics.DirectMethod),
        (nameof(metrics.DoublyRobust), metrics.DoublyRobust),
        (nameof(metrics.SelfNormalizedDoublyRobust), metrics.SelfNormalizedDoublyRobust),
        (nameof(metrics.SwitchDoublyRobust), metrics.SwitchDoublyRobust));

    /// <summary>Those per session that the options asked for.</summary>
    public static IReadOnlyDictionary<string, OffPolicyEstimate> PerSession(ResponseMetrics metrics)
    {
        var sessions = metrics.SessionReturn!;
        return Given(
            (nameof(sessions.TrajectoryIs), sessions.TrajectoryIs),
            (nameof(sessions.SelfNormalizedTrajectoryIs), sessions.SelfNormalizedTrajectoryIs),
            (nameof(sessions.CappedSelfNormalizedTrajectoryIs), sessions.CappedSelfNormalizedTrajectoryIs),
            (nameof(sessions.PerDecisionIs), sessions.PerDecisionIs),
            (nameof(sessions.SelfNormalizedPerDecisionIs), sessions.SelfNormalizedPerDecisionIs),
            (nameof(sessions.CappedSelfNormalizedPerDecisionIs), sessions.CappedSelfNormalizedPerDecisionIs),
            (nameof(sessions.Marginalized), sessions.Marginalized),
            (nameof(sessions.DirectMethod), sessions.DirectMethod),
            (nameof(sessions.DoublyRobust), sessions.DoublyRobust),
            (nameof(sessions.SelfNormalizedDoublyRobust), sessions.SelfNormalizedDoublyRobust));
    }

    private static Dictionary<string, OffPolicyEstimate> Given(params (string Name, OffPolicyEstimate? Estimate)[] estimates)
        => estimates.Where(pair => pair.Estimate is not null).ToDictionary(pair => pair.Name, pair => pair.Estimate!);
}
