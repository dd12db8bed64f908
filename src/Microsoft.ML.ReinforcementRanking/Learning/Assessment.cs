using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>How good a learner is on held-out rows.</summary>
/// <param name="Value">Higher is better; only compared within a stage. Null where nothing compares epochs: the last one is kept.</param>
/// <param name="Metrics">What is reported.</param>
internal sealed record Assessment(double? Value, IReadOnlyList<Metric> Metrics)
{
    /// <summary>The metrics as the training history shows them.</summary>
    public IReadOnlyDictionary<string, double> ByName => Metrics.ToDictionary(metric => metric.Name, metric => metric.Value);
}

/// <summary>A number that says how good a network is.</summary>
/// <param name="Kind">What is measured.</param>
/// <param name="Value">The number.</param>
/// <param name="Of">The response or task that it is about; null where the stage has one network only.</param>
internal readonly record struct Metric(MetricKind Kind, double Value, string? Of = null)
{
    /// <summary>Its name in the training history.</summary>
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

/// <summary>What a <see cref="Metric"/> measures.</summary>
internal enum MetricKind
{
    /// <summary>Mean squared error.</summary>
    Error,

    /// <summary>Share of the targets' variance that predictions explain (R²).</summary>
    ExplainedShare,

    /// <summary>Correlation of predictions and targets.</summary>
    Correlation,

    /// <summary>Mean negative log-likelihood.</summary>
    LogLoss,

    /// <summary>Mean over sessions of <see cref="LogLoss"/>.</summary>
    SessionLogLoss,

    /// <summary>Area under the ROC curve.</summary>
    AreaUnderRocCurve,

    /// <summary>Mean log density of continuous actions.</summary>
    LogDensity,

    /// <summary>KL divergence from a known optimum.</summary>
    Divergence,

    /// <summary>Effective sample size of the importance weights.</summary>
    EffectiveSampleSize,

    /// <summary>Mean capped importance weight.</summary>
    CappedWeight,

    /// <summary>Capped self-normalized estimate of a response's mean under the policy.</summary>
    CappedEstimate,
}

/// <summary>How well a critic predicts its standardized targets on held-out rows.</summary>
/// <param name="MeanSquare">Weighted mean of the squared error.</param>
/// <param name="ExplainedShare">Share of the targets' variance that is explained (R²).</param>
internal readonly record struct HeldOutError(double MeanSquare, double ExplainedShare)
{
    public IReadOnlyList<Metric> Metrics => [new(MetricKind.Error, MeanSquare), new(MetricKind.ExplainedShare, ExplainedShare)];

    /// <param name="heldOut">The rows.</param>
    /// <param name="device">Where the networks live.</param>
    /// <param name="critic">Prediction and target of a batch's rows: [rows] each.</param>
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
