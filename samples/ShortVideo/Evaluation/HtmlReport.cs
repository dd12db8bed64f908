using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;

namespace ShortVideo.Evaluation;

/// <summary>Composes the report of a study: policies on the test rows, and the constraint strengths on the validation rows that chose one of them.</summary>
internal static class HtmlReport
{
    /// <summary>Likes are rare, so that an estimate of them falls by a few percent by chance.</summary>
    private const double AllowedLoss = 0.05;

    public static TrainingReport Of(MLContext ml, PreparedLog prepared, PolicyStudyResult study)
    {
        var report = new TrainingReport("Short videos: which policy to ship") { AllowedAuxiliaryLoss = AllowedLoss };
        foreach (var policy in study.Test)
            report.AddPolicy(policy.Name, policy.Metrics);
        // Settings of another design are another policy.
        var settings = study.Settings.Where(setting => setting.Design == study.Tscac.Design);
        report.AddTradeOff(study.Test[^1].Name, [.. settings.Select(setting => new EvaluatedPolicy(NameOf(setting), setting.Validation))], NameOf(study.Tscac))
            .AddHistory(study.Test[^1].Name, study.Tscac.Policy.Model.History)
            .AddDiagnosis(Diagnose(ml, prepared));
        return study.Calibration is { } calibration ? report.AddCalibration(calibration) : report;
    }

    private static string NameOf(Setting setting) => string.Create(CultureInfo.InvariantCulture, $"λ = {setting.ConstraintStrength}");

    private static LogDiagnosis Diagnose(MLContext ml, PreparedLog prepared) => ml.Data.DiagnoseLog(
        prepared.Parts.Training, [nameof(LogRow.LogWatchTime), nameof(LogRow.Click), nameof(LogRow.Like)],
        new()
        {
            TimestampColumnName = nameof(LogRow.Time),
            ActionColumnName = nameof(LogRow.VideoId),
            EligibleActionColumnName = prepared.EligibleColumnName,
            TestData = prepared.Parts.Test,
        });
}
