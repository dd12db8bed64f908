using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the invariants of docs/equations-rmtl.md (E7) on random predictions.</summary>
public sealed class TaskPropertyTests
{
    private const double Tolerance = 1e-12;

    /// <summary>Creates few distinct probabilities, including 0 and 1, so that ties are frequent.</summary>
    private static readonly Gen<Row[]> Logs =
        from step in Gen.Elements(1, 20, 1000)
        from rows in Gen.Choose(0, step).SelectMany(place => Gen.Choose(0, 1).SelectMany(label => Gen.Choose(0, 6).SelectMany(session => Gen.Choose(0, 3)
            .Select(user => new Row(label, place / (float)step, session, user))))).NonEmptyListOf()
        select rows.ToArray();

    [Fact]
    public void Describe_RowsInAnyOrder_IsTheSameToTheLastBit() => Hold(Logs.SelectMany(rows => Gen.Shuffle(rows).Select(shuffled => (rows, shuffled))), log =>
        Values(Describe(log.rows)).SequenceEqual(Values(Describe(log.shuffled))));

    [Fact]
    public void EvaluateTasks_RowsInAnyOrder_IsTheSameToTheLastBit()
        => Hold(Logs.SelectMany(rows => Gen.Shuffle(rows).Select(shuffled => (rows, shuffled))), log =>
        Values(Evaluate(log.rows)).SequenceEqual(Values(Evaluate(log.shuffled))));

    [Fact]
    public void AreaUnderRocCurve_AnyRows_IsTheShareOfPairsInOrder() => Hold(Logs, rows => Near(Describe(rows).AreaUnderRocCurve, Area(rows)));

    [Fact]
    public void AreaUnderRocCurve_MonotoneMap_IsUnchanged() => Hold(Logs, rows =>
    {
        var (before, after) = (Describe(rows),
            Describe([.. rows.Select(row => row with { Probability = (row.Probability + row.Probability * row.Probability) / 4 })]));
        return Near(before.AreaUnderRocCurve, after.AreaUnderRocCurve) && Near(before.GroupAreaUnderRocCurve, after.GroupAreaUnderRocCurve);
    });

    [Fact]
    public void GroupAreaUnderRocCurve_AnyRows_IsTheMeanOverUsersByImpressions() => Hold(Logs, rows =>
    {
        var users = rows.GroupBy(row => row.User).Where(user => user.Select(row => row.Label).Distinct().Count() == 2).ToArray();
        return Near(Describe(rows).GroupAreaUnderRocCurve, users.Sum(user => user.Count() * Area([.. user])) / users.Sum(user => user.Count()));
    });

    [Fact]
    public void GroupAreaUnderRocCurve_OneGroup_IsTheArea() => Hold(Logs, rows =>
        Describe([.. rows.Select(row => row with { User = 0 })]) is var task && Near(task.GroupAreaUnderRocCurve, task.AreaUnderRocCurve));

    [Fact]
    public void SessionLogLoss_SessionsOfOneRow_IsTheLogLoss() => Hold(Logs, rows =>
        Describe([.. rows.Select((row, i) => row with { Session = i })]) is var task && Near(task.SessionLogLoss, task.LogLoss));

    [Fact]
    public void SessionLogLoss_SessionsOfEqualLength_IsTheLogLoss() => Hold(Logs, rows =>
        Describe([.. rows.Concat(rows.Select(row => row with { Label = 1 - row.Label })).Concat(rows)
            .Select((row, i) => row with { Session = i % rows.Length })])
            is var task && Near(task.SessionLogLoss, task.LogLoss));

    [Fact]
    public void SessionLogLoss_RowsOfASessionTwice_IsUnchanged() => Hold(Logs, rows =>
        Near(Describe(rows).SessionLogLoss, Describe([.. rows, .. rows.Where(row => row.Session == rows[0].Session)]).SessionLogLoss));

    [Fact]
    public void WorstTenthSessionLoss_UpToTenSessions_IsTheLargestTotal() => Hold(Logs, rows =>
        Near(Describe(rows).WorstTenthSessionLoss, rows.GroupBy(row => row.Session).Max(session => session.Sum(Loss))));

    [Fact]
    public void CalibrationError_OnePrediction_IsItsDistanceToThePositiveRate() => Hold(Logs, rows =>
    {
        var task = Describe([.. rows.Select(row => row with { Probability = rows[0].Probability })]);
        return Near(task.CalibrationError, Math.Abs(task.PositiveRate - rows[0].Probability));
    });

    [Fact]
    public void CalibrationError_AnyRows_IsAtLeastTheDistanceOfTheMeans() => Hold(Logs, rows =>
        Describe(rows) is var task && task.CalibrationError >= Math.Abs(task.MeanProbability - task.PositiveRate) - Tolerance && task.CalibrationError <= 1);

    private static TaskMetrics Describe(Row[] rows) => ScoredTasks.Describe(
        [.. rows.Select(row => row.Label)], [.. rows.Select(row => row.Probability)], [.. rows.Select(row => row.Session)], [.. rows.Select(row => row.User)]);

    private static TaskMetrics Evaluate(Row[] rows) => ScoredTasks.Evaluate(
        rows.Select(row => new ScoredTasks.Row { Click = row.Label == 1, Probability = row.Probability, GroupId = row.Session, User = $"u{row.User}" }),
        "User").Tasks[0];

    private static double[] Values(TaskMetrics task) =>
    [
        task.RowCount, task.PositiveCount, task.PositiveRate, task.MeanProbability, task.AreaUnderRocCurve, task.GroupAreaUnderRocCurve,
        task.GroupAreaUnderRocCurveCoverage, task.LogLoss, task.SessionLogLoss, task.WorstTenthSessionLoss, task.CalibrationError,
    ];

    private static double Loss(Row row) => Math.Min(100, -Math.Log(row.Label == 1 ? row.Probability : 1 - (double)row.Probability));

    /// <summary>Computes the value by its definition, pair by pair.</summary>
    private static double Area(Row[] rows)
    {
        double[] pairs =
        [
            .. from positive in rows.Where(row => row.Label == 1)
               from negative in rows.Where(row => row.Label == 0)
               select positive.Probability > negative.Probability ? 1 : positive.Probability == negative.Probability ? 0.5 : 0,
        ];
        return pairs.Length == 0 ? double.NaN : pairs.Average();
    }

    private static bool Near(double actual, double expected) =>
        double.IsNaN(actual) ? double.IsNaN(expected) : Math.Abs(actual - expected) <= Tolerance * Math.Max(1, Math.Abs(expected));

    private static void Hold<T>(Gen<T> inputs, Func<T, bool> property) =>
        Prop.ForAll(inputs.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithReplay(2024, 7));

    private sealed record Row(int Label, float Probability, int Session, int User);
}
