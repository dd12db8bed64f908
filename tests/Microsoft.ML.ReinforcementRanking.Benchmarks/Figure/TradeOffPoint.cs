using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Evaluation;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Figure;

/// <summary>Represents the estimated responses of a policy per shown video, with their intervals.</summary>
/// <param name="Strength">The constraint strength λ of a TSCAC policy, or null for another policy.</param>
/// <param name="WatchTime">The watch time in seconds.</param>
/// <param name="Interactions">The number of interactions per 1,000 shown videos.</param>
internal sealed record TradeOffPoint(double? Strength, Bounded WatchTime, Bounded Interactions)
{
    private const double Videos = 1000;

    public static TradeOffPoint Of(OffPolicyMetrics metrics, double? strength = null)
        => new(strength, Bounded.Of(metrics.Of(nameof(LogRow.WatchTime)), 1), Bounded.Of(metrics.Of(nameof(LogRow.Interaction)), Videos));

    /// <summary>Gets the means of the log, which are known exactly.</summary>
    public static TradeOffPoint Logged(OffPolicyMetrics metrics)
    {
        double Mean(string response) => metrics.Responses.Single(metric => metric.Name == response).LoggedMean;
        return new(null, Bounded.Exact(Mean(nameof(LogRow.WatchTime))), Bounded.Exact(Videos * Mean(nameof(LogRow.Interaction))));
    }
}

/// <summary>Represents a number with its bounds.</summary>
internal readonly record struct Bounded(double Value, double Lower, double Upper)
{
    public static Bounded Of(OffPolicyEstimate estimate, double unit) => new(unit * estimate.Value, unit * estimate.LowerBound, unit * estimate.UpperBound);

    public static Bounded Exact(double value) => new(value, value, value);
}
