using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class SessionDatasetTests
{
    private static readonly SessionColumns Columns = new() { Features = "Features", Group = "SessionNumber", Responses = ["Watch", "Click"] };

    [Fact]
    public void RequireTransitions_OnlySessionsOfOneRow_NamesTheColumnAndTheRemedy()
    {
        var dataset = Log(1, 2, 3);

        var require = () => dataset.RequireTransitions(LogRow.Host(), Columns);

        require.Should().Throw<InvalidOperationException>()
            .WithMessage("No session has two rows: the session column 'SessionNumber' has a different value in each of 3 rows. *GroupSessions*");
    }

    [Fact]
    public void RequireTransitions_NoSessionColumn_AsksForOne()
    {
        var columns = Columns with { Group = null };
        var dataset = LogRow.Read(columns, new LogRow(), new LogRow());

        var require = () => dataset.RequireTransitions(LogRow.Host(), columns);

        require.Should().Throw<InvalidOperationException>().WithMessage("No session column is named*Name one*");
    }

    [Fact]
    public void RequireTransitions_OneSessionOfTwoRows_Passes() => Log(1, 2, 1).RequireTransitions(LogRow.Host(), Columns);

    [Fact]
    public void RequireVaryingResponses_ConstantResponse_NamesColumnValueAndRemedy()
    {
        var dataset = LogRow.Read(Columns, new LogRow { Watch = 1, Click = true }, new LogRow { Watch = 2, Click = true });

        var require = () => dataset.RequireVaryingResponses(LogRow.Host(), Columns);

        require.Should().Throw<InvalidOperationException>().WithMessage("The response column 'Click' is 1 in all 2 rows*Leave it out*");
    }

    [Fact]
    public void RequireVaryingResponses_AllVary_Passes() =>
        LogRow.Read(Columns, new LogRow { Watch = 1 }, new LogRow { Watch = 1.5f, Click = true }).RequireVaryingResponses(LogRow.Host(), Columns);

    [Fact]
    public void SplitBySession_AnyLog_KeepsSessionsWholeAndEveryRowOnce()
    {
        var logs = Gen.Choose(0, 20).NonEmptyListOf().Zip(Gen.Choose(0, 1000)).ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithReplay(3, 5), Prop.ForAll(logs, log =>
        {
            var dataset = Log([.. log.Item1]);
            var (train, heldOut) = dataset.SplitBySession(0.3, seed: log.Item2);

            train.Should().BeInAscendingOrder();
            heldOut.Should().BeInAscendingOrder();
            train.Concat(heldOut).Order().Should().Equal(Enumerable.Range(0, dataset.RowCount));
            var heldOutSessions = heldOut.Select(row => dataset.SessionOfRow[row]).Distinct().ToArray();
            train.Select(row => dataset.SessionOfRow[row]).Should().NotIntersectWith(heldOutSessions);
            heldOutSessions.Should().HaveCount(dataset.SessionCount == 1 ? 0 : Math.Max(1, (int)Math.Round(0.3 * dataset.SessionCount)));
        }));
    }

    [Fact]
    public void SplitBySession_SameSeed_SameSplitAndAnotherSeedAnother()
    {
        var dataset = Log([.. Enumerable.Range(0, 100)]);

        var split = dataset.SplitBySession(0.5, seed: 1);

        dataset.SplitBySession(0.5, seed: 1).HeldOut.Should().Equal(split.HeldOut);
        dataset.SplitBySession(0.5, seed: 2).HeldOut.Should().NotEqual(split.HeldOut);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.999)]
    public void SplitBySession_ExtremeFraction_LeavesASessionOnEachSide(double fraction)
    {
        var (train, heldOut) = Log(1, 1, 2, 2).SplitBySession(fraction, seed: 1);

        train.Should().HaveCount(2);
        heldOut.Should().HaveCount(2);
    }

    private static SessionDataset Log(params int[] sessions) =>
        LogRow.Read(Columns, [.. sessions.Select(session => new LogRow { SessionNumber = session })]);
}
