using Microsoft.ML.ReinforcementRanking.Tests.Reports;
using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Reports and charts of results.</summary>
internal static class BadReports
{
    private const string Report = "TrainingReport.";
    private const string Charts = "ReportCharts.";

    private static OffPolicyMetrics Metrics => ReportedLog.Evaluate(0.3);

    private static EvaluatedPolicy Policy => new("a", Metrics);

    private static CalibrationMetrics NoBins => new([], 0);

    public static IEnumerable<BadInputCase> Cases => [.. OfReports, .. OfCharts];

    private static IEnumerable<BadInputCase> OfReports =>
    [
        Of<ArgumentException>(Report + "TrainingReport", "a blank title", () => _ = new TrainingReport(" ")),
        Of<ArgumentException>(Report + "AddPolicy", "a name that another policy has",
            () => new TrainingReport("log").AddPolicy("a", Metrics).AddPolicy("a", Metrics)),
        Of<ArgumentException>(Report + "AddTradeOff", "two settings with one name",
            () => new TrainingReport("log").AddTradeOff("d", [Policy, Policy])),
        Of<ArgumentException>(Report + "AddTradeOff", "a chosen setting that is none of them",
            () => new TrainingReport("log").AddTradeOff("d", [Policy], "b")),
        Of<ArgumentException>(Report + "AddHistory", "an empty history", () => new TrainingReport("log").AddHistory("a", [])),
        Of<ArgumentException>(Report + "AddCalibration", "metrics without bins", () => new TrainingReport("log").AddCalibration(NoBins)),
        Of<ArgumentException>(Report + "AddImportance", "an empty list", () => new TrainingReport("log").AddImportance([], "watch time")),
        Of<ArgumentNullException>(Report + "AddDiagnosis", "null", () => new TrainingReport("log").AddDiagnosis(null!)),
        Of<ArgumentException>(Report + "ToPage", "an estimate that the metrics lack",
            () => new TrainingReport("log") { Estimator = "Wrong" }.AddPolicy("a", Metrics).ToPage()),
        Of<InvalidOperationException>(Report + "ToPage", "an empty report", () => new TrainingReport("log").ToPage()),
        Of<InvalidOperationException>(Report + "Verdict", "an empty report", () => _ = new TrainingReport("log").Verdict),
        Of<ArgumentException>(Report + "Verdict", "an estimate that the metrics lack",
            () => _ = new TrainingReport("log") { Estimator = "Wrong" }.AddPolicy("a", Metrics).Verdict),
        Of<ArgumentException>(Report + "Save", "a blank path", () => new TrainingReport("log").AddPolicy("a", Metrics).Save(" ")),
        Of<InvalidOperationException>(Report + "Save", "an empty report", () => new TrainingReport("log").Save("report.html")),
        Of<IOException>(Report + "Save", "a path below a file",
            () => new TrainingReport("log").AddPolicy("a", Metrics).Save(SpoiledLog.ImpossiblePath)),
        Of<ArgumentException>("EvaluatedPolicy.EvaluatedPolicy", "a blank name", () => _ = new EvaluatedPolicy("", Metrics)),
    ];

    private static IEnumerable<BadInputCase> OfCharts =>
    [
        Of<ArgumentException>(Charts + "Losses", "an empty history", () => ReportCharts.Losses([])),
        Of<ArgumentException>(Charts + "LossWeightSpread", "a history without weights of losses",
            () => ReportCharts.LossWeightSpread([ReportedLog.Entry("a", 1, "b", 1)])),
        Of<ArgumentException>(Charts + "Estimates", "no policy", () => ReportCharts.Estimates([])),
        Of<ArgumentException>(Charts + "TradeOff", "no setting", () => ReportCharts.TradeOff("a", [])),
        Of<ArgumentException>(Charts + "TradeOff", "a chosen setting that is none of them", () => ReportCharts.TradeOff("a", [Policy], chosen: "b")),
        Of<ArgumentException>(Charts + "Overlap", "no policy", () => ReportCharts.Overlap([])),
        Of<ArgumentException>(Charts + "Weights", "no policy", () => ReportCharts.Weights([])),
        Of<ArgumentException>(Charts + "Calibration", "metrics without bins", () => ReportCharts.Calibration(NoBins)),
        Of<ArgumentException>(Charts + "Importance", "an empty list", () => ReportCharts.Importance([])),
    ];
}
