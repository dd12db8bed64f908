using Microsoft.ML.Trainers.ReinforcementRanking;

namespace ShortVideo.Evaluation;

/// <summary>Selects the estimates that this sample decides by: normalized capped importance sampling (NCIS).</summary>
internal static class OffPolicyMetricsExtensions
{
    public static OffPolicyEstimate Of(this OffPolicyMetrics metrics, string response)
        => metrics.Responses.Single(metric => metric.Name == response).CappedSelfNormalizedIps;

    public static double PlaceboLift(this OffPolicyMetrics metrics) => metrics.Placebo!.CappedSelfNormalizedIps.Lift;
}
