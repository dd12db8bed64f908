using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Contains the metrics of a learner on held-out rows.</summary>
/// <param name="Value">
/// The value that compares the epochs of a stage, higher is better, or null if epochs are not compared. In that case the last epoch is kept.
/// </param>
/// <param name="Metrics">The metrics to report.</param>
internal sealed record Assessment(double? Value, IReadOnlyList<Metric> Metrics)
{
    /// <summary>Gets the metrics by their names in the training history.</summary>
    public IReadOnlyDictionary<string, double> ByName => Metrics.ToDictionary(metric => metric.Name, metric => metric.Value);
}

/// <summary>Represents one metric of a network.</summary>
/// <param name="Kind">The kind of the metric.</param>
/// <param name="Value">The value.</param>
/// <param name="Of">The response or task that it measures, or null if the stage trains one network only.</param>
internal readonly record struct Metric(MetricKind Kind, double Value, string? Of = null)
{
    /// <summary>Gets the name of the metric in the training history.</summary>
    public string Name => Of is null ? KindName : $"{Of} {KindName}";

    private string KindName => Kind switch
    {
        MetricKind.Error => "error",
        MetricKind.ExplainedShare => "r2",
        MetricKind.Correlation => "correlation",
        MetricKind.LogLoss => "logloss",
        MetricKind.SessionLogLoss => "s-logloss",
        MetricKind.AreaUnderRocCurve => "auc",
        MetricKind.LogDensity => "log density",
        MetricKind.Divergence => "divergence",
        MetricKind.EffectiveSampleSize => "ess",
        MetricKind.CappedWeight => "capped weight",
        _ => "ncis",
    };
}

/// <summary>Specifies what a <see cref="Metric"/> measures.</summary>
internal enum MetricKind
{
    /// <summary>The mean squared error.</summary>
    Error,

    /// <summary>The share of the targets' variance that the predictions explain (R²).</summary>
    ExplainedShare,

    /// <summary>The correlation of predictions and targets.</summary>
    Correlation,

    /// <summary>The mean negative log-likelihood.</summary>
    LogLoss,

    /// <summary>The mean over sessions of the mean negative log-likelihood of their rows.</summary>
    SessionLogLoss,

    /// <summary>The area under the ROC curve.</summary>
    AreaUnderRocCurve,

    /// <summary>The mean log density of continuous actions.</summary>
    LogDensity,

    /// <summary>The KL divergence from a known optimum.</summary>
    Divergence,

    /// <summary>The effective sample size of the importance weights.</summary>
    EffectiveSampleSize,

    /// <summary>The mean capped importance weight.</summary>
    CappedWeight,

    /// <summary>The capped self-normalized estimate of a response's mean under the policy.</summary>
    CappedEstimate,
}

/// <summary>Measures how well a critic predicts its standardized targets on held-out rows.</summary>
/// <param name="MeanSquare">The weighted mean of the squared error.</param>
/// <param name="ExplainedShare">The share of the targets' variance that is explained (R²).</param>
internal readonly record struct HeldOutError(double MeanSquare, double ExplainedShare)
{
    public IReadOnlyList<Metric> Metrics => [new(MetricKind.Error, MeanSquare), new(MetricKind.ExplainedShare, ExplainedShare)];

    /// <param name="heldOut">The held-out rows.</param>
    /// <param name="device">The device of the networks.</param>
    /// <param name="critic">Computes the prediction and the target of a batch's rows, each of shape [rows].</param>
    public static HeldOutError Of(LogRows heldOut, Device device, Func<TransitionBatch, (Tensor Prediction, Tensor Target)> critic)
    {
        var means = heldOut.Means(2048, device, batch =>
        {
            var (prediction, target) = critic(batch);
            return [(prediction - target).Squared(), target.Squared()];
        });
        return new(means[0], 1 - means[0] / means[1]);
    }
}
