using Microsoft.ML.Trainers.ReinforcementRanking.Charts;
using Plotly.NET;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Draws what this library computes as Plotly charts, which notebooks show, and which <see cref="ReportPage"/> composes. Their background is transparent,
/// and their text is readable on light and on dark pages.
/// </summary>
/// <remarks>
/// A chart of several panels has them one below the other. Lifts are relative to the logged mean. Zero lines are drawn, and intervals are those of the metrics.
/// </remarks>
public static class ReportCharts
{
    /// <summary>Draws the losses of a training by epoch, with a panel for each stage. The losses of held-out rows are dashed.</summary>
    /// <param name="history">The history of a model, which has at least one entry.</param>
    /// <exception cref="ArgumentException">The history is null or empty.</exception>
    public static GenericChart Losses(IReadOnlyList<TrainingHistoryEntry> history) => PanelGrid.Of([.. LossPanels.Losses(Filled(history, nameof(history)))]);

    /// <summary>
    /// Draws the standard deviation over rows of the loss weights ω that RMTL trains with, by epoch and task. Where it falls to 0, the training is plain
    /// multi-task training.
    /// </summary>
    /// <param name="history">The history of a model that <c>Rmtl</c> fitted.</param>
    /// <exception cref="ArgumentException">The history is null, or no stage of it weights losses.</exception>
    public static GenericChart LossWeightSpread(IReadOnlyList<TrainingHistoryEntry> history)
    {
        Panel[] panels = [.. LossPanels.WeightSpreads(Filled(history, nameof(history)))];
        return panels.Length > 0
            ? PanelGrid.Of(panels)
            : throw new ArgumentException("No stage of the history weights losses. Fit with Rmtl, whose fine-tuning does.", nameof(history));
    }

    /// <summary>Draws the lift of each policy by every estimator with its interval, in a panel for each response.</summary>
    /// <param name="policies">The policies, at least one, evaluated with the same responses.</param>
    /// <param name="colors">The colors of the policies, or null for new ones.</param>
    /// <exception cref="ArgumentException">The list is null or empty, or a response of the first policy is missing from another one.</exception>
    public static GenericChart Estimates(IReadOnlyList<EvaluatedPolicy> policies, PolicyColors? colors = null)
        => PanelGrid.Of([.. EstimatePanels.Of(Filled(policies, nameof(policies)), colors ?? new())]);

    /// <summary>
    /// Draws the settings of one policy, such as its constraint strengths or its temperatures, as a curve: the lift of the main response against that of each
    /// auxiliary response, with both intervals. The main response is the first one. The logged policy is where the zero lines cross.
    /// </summary>
    /// <param name="policy">The name of the policy.</param>
    /// <param name="settings">The settings in the order of the curve, at least one, evaluated with the same responses.</param>
    /// <param name="others">Policies to show beside the curve, or null for none.</param>
    /// <param name="chosen">The name of the setting to ring, or null for none.</param>
    /// <param name="estimator">
    /// The estimate to draw, which is the name of a property of <see cref="ResponseMetrics"/>, <see cref="SessionReturnMetrics"/> or
    /// <see cref="PageMetrics"/>.
    /// </param>
    /// <param name="colors">The colors of the policies, or null for new ones.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, blank or empty, no setting has the name of <paramref name="chosen"/>, or a response or an estimate is missing.
    /// </exception>
    public static GenericChart TradeOff(string policy, IReadOnlyList<EvaluatedPolicy> settings, IReadOnlyList<EvaluatedPolicy>? others = null,
        string? chosen = null, string estimator = EstimateSource.DefaultEstimator, PolicyColors? colors = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(policy);
        ArgumentException.ThrowIfNullOrWhiteSpace(estimator);
        var ringed = Find(settings, chosen);
        return PanelGrid.Of([.. TradeOffPanels.Of(new(policy, settings, others ?? [], ringed, estimator), colors ?? new(policy))]);
    }

    /// <summary>
    /// Draws the effective sample size of each policy as a share of the rows, and its mean weight, with and without the cap. Estimates of policies with small
    /// shares, or with mean weights below 1, say little.
    /// </summary>
    /// <param name="policies">The policies, or the settings of one policy, at least one.</param>
    /// <param name="colors">The colors of the policies, or null for new ones.</param>
    /// <exception cref="ArgumentException">The list is null or empty.</exception>
    public static GenericChart Overlap(IReadOnlyList<EvaluatedPolicy> policies, PolicyColors? colors = null)
    {
        colors ??= new();
        return PanelGrid.Of([.. OverlapPanels.Of(Filled(policies, nameof(policies)), policy => colors[policy.Name])]);
    }

    /// <summary>
    /// Draws the importance weights of each policy as a histogram over a logarithmic axis. Dashed lines are the weight 1, which every row of the logged policy
    /// has, and the cap.
    /// </summary>
    /// <param name="policies">The policies, at least one.</param>
    /// <param name="colors">The colors of the policies, or null for new ones.</param>
    /// <exception cref="ArgumentException">The list is null or empty.</exception>
    public static GenericChart Weights(IReadOnlyList<EvaluatedPolicy> policies, PolicyColors? colors = null)
        => PanelGrid.Of([.. WeightPanels.Of(Filled(policies, nameof(policies)), colors ?? new())]);

    /// <summary>
    /// Draws how often actions were chosen against the probability that the policy gave them. The bars around the diagonal have right predictions in them
    /// with 95 % probability.
    /// </summary>
    /// <param name="calibration">What <c>mlContext.Ranking.EvaluateCalibration</c> returned.</param>
    /// <exception cref="ArgumentException">The argument is null, or has no bins.</exception>
    public static GenericChart Calibration(CalibrationMetrics calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        Filled(calibration.Bins, nameof(calibration));
        return CalibrationPanel.Of(calibration).ToChart();
    }

    /// <summary>Draws how much a metric changes if the values of a column are permuted, with 95 % intervals over permutations.</summary>
    /// <param name="importances">What <c>PermutationFeatureImportance</c> returned, at least one column.</param>
    /// <param name="metric">The name of the metric, for the axis.</param>
    /// <exception cref="ArgumentException">The list is null or empty, or the name is blank.</exception>
    public static GenericChart Importance(IReadOnlyList<FeatureImportance> importances, string metric = "the metric")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        return ImportancePanel.Of(Filled(importances, nameof(importances)), metric).ToChart();
    }

    /// <summary>Finds the setting of a name, or null for null.</summary>
    internal static EvaluatedPolicy? Find(IReadOnlyList<EvaluatedPolicy> settings, string? name)
    {
        var found = Filled(settings, nameof(settings)).FirstOrDefault(setting => setting.Name == name);
        return name is null || found is not null
            ? found
            : throw new ArgumentException($"No setting has the name '{name}'. The names are {string.Join(", ", settings.Select(setting => setting.Name))}.");
    }

    internal static IReadOnlyList<T> Filled<T>(IReadOnlyList<T> list, string name)
    {
        ArgumentNullException.ThrowIfNull(list, name);
        return list.Count > 0 ? list : throw new ArgumentException("The list is empty, so there is nothing to draw.", name);
    }
}
