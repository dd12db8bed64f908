using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;

/// <summary>What a policy is estimated to earn per shown video, with the interval of each estimate.</summary>
/// <param name="Strength">λ of a TSCAC policy; null for another policy.</param>
/// <param name="WatchTime">In seconds.</param>
/// <param name="Interactions">Of 1,000 shown videos.</param>
internal sealed record TradeOffPoint(double? Strength, Bounded WatchTime, Bounded Interactions)
{
    private const double Videos = 1000;

    public static TradeOffPoint Of(OffPolicyMetrics metrics, double? strength = null)
        => new(strength, Bounded.Of(metrics.Of(nameof(LogRow.WatchTime)), 1), Bounded.Of(metrics.Of(nameof(LogRow.Interaction)), Videos));

    /// <summary>The mean of the log itself, which is known.</summary>
    public static TradeOffPoint Logged(OffPolicyMetrics metrics)
    {
        double Mean(string response) => metrics.Responses.Single(metric => metric.Name == response).LoggedMean;
        return new(null, Bounded.Exact(Mean(nameof(LogRow.WatchTime))), Bounded.Exact(Videos * Mean(nameof(LogRow.Interaction))));
    }
}

/// <summary>A number between bounds.</summary>
internal readonly record struct Bounded(double Value, double Lower, double Upper)
{
    public static Bounded Of(OffPolicyEstimate estimate, double unit) => new(unit * estimate.Value, unit * estimate.LowerBound, unit * estimate.UpperBound);

    public static Bounded Exact(double value) => new(value, value, value);
}
