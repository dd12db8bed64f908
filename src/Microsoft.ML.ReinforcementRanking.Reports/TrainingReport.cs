using Microsoft.ML.Trainers.ReinforcementRanking.Pages;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Composes what this library computes about a training into one HTML page (<see cref="ReportPage"/>). Its first screen says which policy, and which setting of
/// it, to ship, by how much it is better than the log, and how sure that is.
/// </summary>
/// <remarks>
/// Add what you have, in any order. A section whose data were not added is not on the page. The first response of the metrics is the main one; the others are
/// auxiliary. The report recommends the policy with the highest estimate of the main response among those without warnings whose auxiliary responses lose no
/// more than <see cref="AllowedAuxiliaryLoss"/>. All responses count as better when they are higher. The page does not depend on the culture.
/// </remarks>
/// <example>
/// <code>
/// new TrainingReport("KuaiRand")
///     .AddPolicy("TSCAC", mlContext.Ranking.EvaluateOffPolicy(model.Transform(testLog), ["WatchTime", "Click"]))
///     .Save("report.html");
/// </code>
/// </example>
public sealed class TrainingReport
{
    private readonly ReportContent _content = new();

    /// <summary>Creates a report.</summary>
    /// <param name="title">The title, such as the name of the log.</param>
    /// <exception cref="ArgumentException">The title is null or blank.</exception>
    public TrainingReport(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>
    /// The estimate that the verdict, the tables and the trade-off show: the name of a property of <see cref="ResponseMetrics"/>,
    /// <see cref="SessionReturnMetrics"/> or <see cref="PageMetrics"/>. The default is <c>"CappedSelfNormalizedIps"</c>.
    /// </summary>
    public string Estimator
    {
        get => _content.Estimator;
        set
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            _content.Estimator = value;
        }
    }

    /// <summary>
    /// The share of its logged mean that an auxiliary response may lose by the estimate, in [0, 1). Policies that lose more are not recommended. The default is
    /// 0.
    /// </summary>
    public double AllowedAuxiliaryLoss
    {
        get => _content.AllowedAuxiliaryLoss;
        set
        {
            if (!(value is >= 0 and < 1))
                throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(AllowedAuxiliaryLoss)} must be at least 0 and below 1.");
            _content.AllowedAuxiliaryLoss = value;
        }
    }

    /// <summary>The sentence of the first screen.</summary>
    /// <exception cref="ArgumentException">Metrics lack a response or the estimate.</exception>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public string Verdict => Content().Verdict().Sentence;

    /// <summary>Adds a policy, with metrics on rows that it was not trained on.</summary>
    /// <param name="name">The name.</param>
    /// <param name="metrics">What <c>EvaluateOffPolicy</c> returned.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">An argument is null or blank, or there is a policy of this name.</exception>
    public TrainingReport AddPolicy(string name, OffPolicyMetrics metrics)
    {
        _content.Add(new EvaluatedPolicy(name, metrics));
        return this;
    }

    /// <summary>Adds the settings of one policy: its constraint strengths, its temperatures, or the trials of a search.</summary>
    /// <remarks>
    /// Without <paramref name="chosen"/> the report chooses among the settings, on the rows that they were evaluated on. To choose on some rows and to report
    /// on others, name the chosen setting here, and add the policy with it by <see cref="AddPolicy"/> under the same name.
    /// </remarks>
    /// <param name="policy">The name of the policy.</param>
    /// <param name="settings">The settings in the order of the curve, such as <c>new("λ = 0.5", metrics)</c>, at least one.</param>
    /// <param name="chosen">The name of the setting that was chosen, or null.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">
    /// An argument is null, blank or empty, two settings have one name, no setting has the name <paramref name="chosen"/>, or the policy has settings already.
    /// </exception>
    public TrainingReport AddTradeOff(string policy, IReadOnlyList<EvaluatedPolicy> settings, string? chosen = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(policy);
        _content.Add(policy, settings, ReportCharts.Find(settings, chosen));
        return this;
    }

    /// <summary>Adds the history of a training.</summary>
    /// <param name="name">The name of the policy or model.</param>
    /// <param name="history">The history of the fitted model, at least one entry.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">An argument is null, blank or empty.</exception>
    public TrainingReport AddHistory(string name, IReadOnlyList<TrainingHistoryEntry> history)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _content.Histories.Add((name, ReportCharts.Filled(history, nameof(history))));
        return this;
    }

    /// <summary>Adds the calibration of the policy whose probabilities are the propensities.</summary>
    /// <param name="calibration">What <c>EvaluateCalibration</c> returned.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">The argument is null, or has no bins.</exception>
    public TrainingReport AddCalibration(CalibrationMetrics calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ReportCharts.Filled(calibration.Bins, nameof(calibration));
        _content.Calibration = calibration;
        return this;
    }

    /// <summary>Adds the importance of columns.</summary>
    /// <param name="importances">What <c>PermutationFeatureImportance</c> returned, at least one column.</param>
    /// <param name="metric">The name of the metric.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentException">An argument is null, blank or empty.</exception>
    public TrainingReport AddImportance(IReadOnlyList<FeatureImportance> importances, string metric)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        _content.Importance = (ReportCharts.Filled(importances, nameof(importances)), metric);
        return this;
    }

    /// <summary>Adds what was found in the log.</summary>
    /// <param name="diagnosis">What <c>DiagnoseLog</c> returned.</param>
    /// <returns>This report.</returns>
    /// <exception cref="ArgumentNullException">The argument is null.</exception>
    public TrainingReport AddDiagnosis(LogDiagnosis diagnosis)
    {
        ArgumentNullException.ThrowIfNull(diagnosis);
        _content.Diagnosis = diagnosis;
        return this;
    }

    /// <summary>Makes the page, to which sections can be added.</summary>
    /// <exception cref="ArgumentException">Metrics lack a response or the estimate.</exception>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public ReportPage ToPage() => new ReportSections(Title, Content()).Write();

    /// <summary>Writes the page to a file, and replaces a file that is there.</summary>
    /// <param name="path">The path of the file. Its folder must exist.</param>
    /// <exception cref="ArgumentException">Metrics lack a response or the estimate, or the path is null or blank.</exception>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ToPage().Save(path);
    }

    private ReportContent Content() => _content.IsEmpty
        ? throw new InvalidOperationException("The report is empty. Add metrics, a history, a diagnosis, or whatever else it should show.")
        : _content;
}
