using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

public sealed class OffPolicyReaderTests
{
    [Fact]
    public void EvaluateOffPolicy_GroupOfAnyIntegerOrTextType_CountsSessions()
    {
        Sessions<byte>(7, 9, 7).Should().Be(2);
        Sessions<sbyte>(-7, 9, -7).Should().Be(2);
        Sessions<ushort>(7, 9, 7).Should().Be(2);
        Sessions<short>(-7, 9, -7).Should().Be(2);
        Sessions<uint>(0, 9, 0).Should().Be(2);
        Sessions(-7, 9, -7).Should().Be(2);
        Sessions(ulong.MaxValue, 0UL, ulong.MaxValue).Should().Be(2);
        Sessions(long.MinValue, 0L, long.MinValue).Should().Be(2);
        Sessions("a", "b", "a").Should().Be(2);
    }

    [Fact]
    public void EvaluateOffPolicy_KeyGroup_CountsSessions() =>
        ScoredLog.Evaluate(new ScoredLog.KeyedRow[] { new() { GroupId = 4 }, new() { GroupId = 1 }, new() { GroupId = 4 } }).SessionCount.Should().Be(2);

    [Fact]
    public void EvaluateOffPolicy_ManySessions_KeepsEverySum()
    {
        var rows = ScoredLog.Rows([.. Enumerable.Repeat(1f, 5000)], [.. Enumerable.Range(0, 5000).Select(i => (float)i)]);

        var metrics = ScoredLog.Evaluate(rows, new() { NumberOfBootstrapSamples = 100 });

        metrics.SessionCount.Should().Be(5000);
        metrics.Responses[0].CappedSelfNormalizedIps.Value.Should().BeApproximately(4999 / 2.0, 1e-9);
    }

    [Fact]
    public void EvaluateOffPolicy_AnyLog_ReadsOnlyItsColumnsOnce()
    {
        var view = new CountingView(ScoredLog.View(ScoredLog.Rows([1, 1], [1, 2])));

        ScoredLog.Context.Ranking.EvaluateOffPolicy(view, ["Reward"]);

        view.Cursors.Should().ContainSingle().Which.Should().BeEquivalentTo("Probability", "Propensity", "Reward", "GroupId");
    }

    [Fact]
    public void EvaluateOffPolicy_NoSessionColumn_TakesEveryRowAsASession()
    {
        var rows = ScoredLog.Rows([1, 2, 0.5f, 1], [1, 2, 3, 4]);
        var (without, with) = (EvaluateWithoutSessions(rows), ScoredLog.Evaluate(rows));

        without.SessionCount.Should().Be(4);
        without.Should().BeEquivalentTo(with);
    }

    [Fact]
    public void EvaluateOffPolicy_DiscountWithoutSessionColumn_IsRefused()
    {
        var evaluate = () => EvaluateWithoutSessions(ScoredLog.Rows([1, 2], [1, 2]), new() { DiscountFactor = 0.5 });

        evaluate.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("options")
            .WithMessage("DiscountFactor must be 0 or null without rowGroupColumnName, since every row is then a session, but was 0.5.*");
    }

    private static OffPolicyMetrics EvaluateWithoutSessions(ScoredLog.Row[] rows, OffPolicyOptions? options = null) =>
        ScoredLog.Context.Ranking.EvaluateOffPolicy(ScoredLog.View(rows), ["Reward"], rowGroupColumnName: null, options: options);

    private static int Sessions<T>(params T[] groups) =>
        ScoredLog.Evaluate(groups.Select(group => new ScoredLog.RowOf<T> { GroupId = group })).SessionCount;
}
