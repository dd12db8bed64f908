using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Evaluation of policies and of the predictions of tasks.</summary>
internal static class BadEvaluations
{
    private const string OffPolicy = "OffPolicyEvaluationCatalog.EvaluateOffPolicy";
    private const string Selection = "OffPolicyEvaluationCatalog.ReportPolicySelection";
    private const string Tasks = "TaskEvaluationCatalog.EvaluateTasks";
    private const string Calibration = "CalibrationCatalog.EvaluateCalibration";

    private static readonly RankingCatalog Ranking = SpoiledLog.Context.Ranking;

    public static IEnumerable<BadInputCase> Cases => [.. OfPolicies, .. OfPredictions];

    private static IEnumerable<BadInputCase> OfPolicies =>
    [
        Of<ArgumentOutOfRangeException>(OffPolicy, "no response column", () => Ranking.EvaluateOffPolicy(SpoiledLog.Scored(), [])),
        Of<ArgumentOutOfRangeException>(OffPolicy, "a response column twice", () => Ranking.EvaluateOffPolicy(SpoiledLog.Scored(), ["Reward", "Reward"])),
        Of<ArgumentOutOfRangeException>(OffPolicy, "a log that is not scored",
            () => Ranking.EvaluateOffPolicy(SpoiledLog.Scored(), ["Reward"], probabilityColumnName: "Nowhere")),
        Of<ArgumentOutOfRangeException>(OffPolicy, "a propensity column of text",
            () => Ranking.EvaluateOffPolicy(SpoiledLog.Scored(), ["Reward"], propensityColumnName: "User")),
        Of<ArgumentOutOfRangeException>(OffPolicy, "a cap of 0.5 and a confidence level of 1",
            () => ScoredLog.Evaluate(Good(), new() { WeightCap = 0.5, ConfidenceLevel = 1 })),
        Of<InvalidOperationException>(OffPolicy, "no rows", () => ScoredLog.Evaluate(Array.Empty<ScoredLog.Row>())),
        Of<InvalidOperationException>(OffPolicy, "a propensity of 0", () => Evaluate(row => row.Propensity = 0)),
        Of<InvalidOperationException>(OffPolicy, "a probability that is NaN", () => Evaluate(row => row.Probability = float.NaN)),
        Of<InvalidOperationException>(OffPolicy, "a response that is infinite", () => Evaluate(row => row.Reward = float.PositiveInfinity)),
        Of<InvalidOperationException>(OffPolicy, "probabilities that are all 0", () => ScoredLog.Evaluate(ScoredLog.Rows([0, 0], [1, 2]))),
        Of<IOException>(OffPolicy, "a folder of columns below a file", () => ScoredLog.Evaluate(Good(), new() { CacheDirectory = SpoiledLog.ImpossiblePath })),
        Of<ArgumentOutOfRangeException>(Selection, "lists of two lengths", () => Ranking.ReportPolicySelection([1, 2, 3], [1, 2])),
        Of<ArgumentOutOfRangeException>(Selection, "one policy", () => Ranking.ReportPolicySelection([1], [1])),
        Of<ArgumentOutOfRangeException>(Selection, "an estimate that is NaN", () => Ranking.ReportPolicySelection([1, double.NaN], [1, 2])),
        Of<ArgumentOutOfRangeException>("PolicySelectionReport.RegretAt", "3 of 2 policies", () => Ranking.ReportPolicySelection([1, 2], [1, 2]).RegretAt(3)),
    ];

    private static IEnumerable<BadInputCase> OfPredictions =>
    [
        Of<ArgumentOutOfRangeException>(Tasks, "no task", () => Ranking.EvaluateTasks(ScoredLog.View(Predictions()), [])),
        Of<ArgumentOutOfRangeException>(Tasks, "a task without a prediction", () => Ranking.EvaluateTasks(ScoredLog.View(Predictions()), ["GroupId"])),
        Of<InvalidOperationException>(Tasks, "no rows", () => ScoredTasks.Evaluate(Array.Empty<ScoredTasks.Row>())),
        Of<InvalidOperationException>(Tasks, "a probability of 1.5", () => ScoredTasks.Evaluate(Predictions(row => row.Probability = 1.5f))),
        Of<ArgumentOutOfRangeException>(Calibration, "a column that is missing", () => Ranking.EvaluateCalibration(SpoiledLog.Scored(), "Nowhere")),
        Of<InvalidOperationException>(Calibration, "no rows",
            () => Ranking.EvaluateCalibration(ScoredLog.View(Array.Empty<ScoredLog.Row>()), "Click")),
        Of<InvalidOperationException>(Calibration, "a probability of 2",
            () => Ranking.EvaluateCalibration(SpoiledLog.Scored(row => row.Probability = 2), "Click")),
        Of<ArgumentException>(Calibration, "a model without a policy", () => Ranking.EvaluateCalibration(SpoiledLog.Normalizer, SpoiledLog.Sound)),
    ];

    private static ScoredLog.Row[] Good() => ScoredLog.Rows([1, 1, 1], [1, 2, 3]);

    private static void Evaluate(Action<ScoredLog.Row> spoil)
        => Ranking.EvaluateOffPolicy(SpoiledLog.Scored(spoil), ["Reward"]);

    private static ScoredTasks.Row[] Predictions(Action<ScoredTasks.Row>? spoil = null)
    {
        var rows = ScoredTasks.Rows([0, 1, 0, 1], [0.2f, 0.7f, 0.4f, 0.6f], [0, 0, 1, 1]);
        spoil?.Invoke(rows[3]);
        return rows;
    }
}
