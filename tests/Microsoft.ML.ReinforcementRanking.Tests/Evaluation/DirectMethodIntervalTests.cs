using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the interval of the direct method, with values that were fitted on the log and with values that were not.</summary>
public sealed class DirectMethodIntervalTests
{
    private const int Replications = 60;
    private const int Sessions = 200;

    [Theory]
    [InlineData(OffPolicyInterval.Bootstrap, false)]
    [InlineData(OffPolicyInterval.Bootstrap, true)]
    [InlineData(OffPolicyInterval.EmpiricalBernstein, false)]
    [InlineData(OffPolicyInterval.EmpiricalBernstein, true)]
    [InlineData(OffPolicyInterval.StudentizedBootstrap, false)]
    [InlineData(OffPolicyInterval.StudentizedBootstrap, true)]
    public void Interval_FittedValues_IsTheDoublyRobustOneMovedToTheEstimate(OffPolicyInterval interval, bool isSession)
    {
        var rows = SessionWorld.WithValues(SessionWorld.Log(300, seed: 7), isSession ? SessionWorld.Discount : 0);

        var (model, robust) = Evaluate(rows, isSession, areValuesFitted: true, interval);
        var (own, _) = Evaluate(rows, isSession, areValuesFitted: false, interval);

        var shift = model.Value - robust.Value;
        model.LowerBound.Should().BeApproximately(robust.LowerBound + shift, 1e-9);
        model.UpperBound.Should().BeApproximately(robust.UpperBound + shift, 1e-9);
        (model.LiftUpperBound - model.Lift).Should().BeApproximately(robust.LiftUpperBound - robust.Lift, 1e-9);
        own.Value.Should().Be(model.Value);
        (own.UpperBound - own.LowerBound).Should().BeLessThan(model.UpperBound - model.LowerBound, "the states alone vary less than their values' errors");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Interval_TableFittedOnTheLog_CoversTheTruthWhereItSaysSo(bool isSession)
    {
        var truth = isSession ? SessionWorld.SessionValue(SessionWorld.Target) : SessionWorld.RowValue(SessionWorld.Target);
        int Covered(bool areValuesFitted) => Enumerable.Range(1, Replications).Count(seed =>
        {
            var rows = FitTable(SessionWorld.Log(Sessions, seed), isSession ? SessionWorld.Discount : 0);
            var (estimate, _) = Evaluate(rows, isSession, areValuesFitted, OffPolicyInterval.Bootstrap);
            return estimate.LowerBound <= truth && truth <= estimate.UpperBound;
        });

        // The number of intervals that contain the true value is Binomial(60, 0.95), with mean 57 and standard deviation 1.7. The margin is four of those.
        // The spread of the states alone misses too often.
        Covered(areValuesFitted: true).Should().BeGreaterThanOrEqualTo(50);
        Covered(areValuesFitted: false).Should().BeLessThan(isSession ? 45 : 57);
    }

    private static (OffPolicyEstimate Model, OffPolicyEstimate DoublyRobust) Evaluate(SessionWorld.Row[] rows, bool isSession, bool areValuesFitted,
        OffPolicyInterval interval)
    {
        var response = ScoredLog.Evaluate(rows, new OffPolicyOptions
        {
            DiscountFactor = isSession ? SessionWorld.Discount : null,
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
            AreValuesFitted = areValuesFitted,
            Interval = interval,
            SensitivityWeightCaps = [],
        }.WithBootstrap(replicates: 200)).Responses[0];
        return isSession ? (response.SessionReturn!.DirectMethod!, response.SessionReturn.DoublyRobust!) : (response.DirectMethod!, response.DoublyRobust!);
    }

    /// <summary>Runs fitted-Q evaluation with a table. The mean rewards and the mean next values of the log are iterated until they converge.</summary>
    private static SessionWorld.Row[] FitTable(SessionWorld.Row[] rows, double discount)
    {
        var next = rows.GroupBy(row => row.GroupId).SelectMany(session => session.Zip(session.Skip(1)))
            .ToDictionary(pair => pair.First, pair => pair.Second.State);
        var cells = rows.GroupBy(row => (row.State, Action: (int)row.Action)).ToArray();
        var values = new double[2];
        var table = new double[2, 2];
        for (var sweep = 0; sweep < 100; sweep++)
        {
            foreach (var cell in cells)
                table[cell.Key.State, cell.Key.Action] = cell.Average(row => row.Reward
                    + (discount > 0 && next.TryGetValue(row, out var state) ? discount * values[state] : 0));
            values = [.. SessionWorld.Target.Select((policy, state) => policy[0] * table[state, 0] + policy[1] * table[state, 1])];
            if (discount == 0)
                break;
        }
        foreach (var row in rows)
            (row.ActionValue, row.StateValue) = (table[row.State, (int)row.Action], values[row.State]);
        return rows;
    }
}
