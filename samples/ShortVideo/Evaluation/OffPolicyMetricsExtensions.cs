using Microsoft.ML.Trainers.ReinforcementRanking;

namespace ShortVideo.Evaluation;

/// <summary>The estimates that this job decides by: NCIS, the capped and self-normalized ones.</summary>
internal static class OffPolicyMetricsExtensions
{
    public static OffPolicyEstimate Of(this OffPolicyMetrics metrics, string response)
        => metrics.Responses.Single(metric => metric.Name == response).CappedSelfNormalizedIps;

    public static double PlaceboLift(this OffPolicyMetrics metrics) => metrics.Placebo!.CappedSelfNormalizedIps.Lift;
}
