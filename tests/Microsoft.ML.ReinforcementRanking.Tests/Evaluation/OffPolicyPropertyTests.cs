using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the invariants of docs/equations-tscac.md (E5) on random logs.</summary>
public sealed class OffPolicyPropertyTests
{
    private const double Tolerance = 1e-5;
    private const double Cap = 10;

    private static readonly Gen<float[]> Rewards = Numbers(-50, 50);

    [Fact]
    public void Estimates_TargetIsLoggingPolicy_AreTheSampleMean() => Hold(Rewards, rewards =>
    {
        var sums = Sums([.. rewards.Select(_ => 1f)], rewards);
        return new[] { sums.Ips, sums.SelfNormalizedIps, sums.CappedSelfNormalizedIps }.All(value => Near(value, rewards.Average()));
    });

    [Fact]
    public void SelfNormalized_RatiosBelowCapTimesConstant_AreUnchanged() => Hold(Logs(0.01f, 5), log =>
    {
        var (once, twice) = (Sums(log.Weights, log.Rewards), Sums([.. log.Weights.Select(weight => 2 * weight)], log.Rewards));
        return Near(once.CappedSelfNormalizedIps, twice.CappedSelfNormalizedIps) && Near(once.SelfNormalizedIps, twice.SelfNormalizedIps);
    });

    [Fact]
    public void CappedSelfNormalized_AllRatiosAboveCap_IsTheSampleMean() => Hold(Logs((float)Cap, 1000), log =>
        Near(Sums(log.Weights, log.Rewards).CappedSelfNormalizedIps, log.Rewards.Average()));

    [Fact]
    public void SelfNormalized_AnyRatios_LieWithinTheRewards() => Hold(Logs(0.001f, 100), log =>
    {
        var sums = Sums(log.Weights, log.Rewards);
        return new[] { sums.SelfNormalizedIps, sums.CappedSelfNormalizedIps }
            .All(value => value >= log.Rewards.Min() - Tolerance && value <= log.Rewards.Max() + Tolerance);
    });

    [Fact]
    public void CappedSelfNormalized_AllRatiosBelowCap_IsTheUncapped() => Hold(Logs(0.01f, (float)Cap), log =>
    {
        var sums = Sums(log.Weights, log.Rewards);
        return Near(sums.CappedSelfNormalizedIps, sums.SelfNormalizedIps);
    });

    [Fact]
    public void EffectiveSampleSize_AnyRatios_LiesBetweenOneAndTheRows() => Hold(Logs(0.001f, 100), log =>
        ScoredLog.Sample(log.Weights, log.Rewards, Cap).Weights.EffectiveSizeCapped is var size && size >= 1 - Tolerance
            && size <= log.Weights.Length + Tolerance);

    [Fact]
    public void Estimates_ShiftedRewards_ShiftTheSelfNormalizedOnes() => Hold(Logs(0.01f, 30), log =>
        Near(Sums(log.Weights, log.Rewards).CappedSelfNormalizedIps
            + 7, Sums(log.Weights, [.. log.Rewards.Select(reward => reward + 7)]).CappedSelfNormalizedIps));

    [Fact]
    public void EvaluateOffPolicy_RowsInAnyOrderAndSplitSessions_GiveTheSameEstimates() => Hold(Logs(0.25f, 30), log =>
    {
        var rows = ScoredLog.Rows(log.Weights, log.Rewards, rowsPerSession: 2);
        var (forward, backward) = (ScoredLog.Evaluate(rows, new() { NumberOfBootstrapSamples = 0 }),
            ScoredLog.Evaluate(rows.Reverse(), new() { NumberOfBootstrapSamples = 0 }));
        return Near(forward.Responses[0].CappedSelfNormalizedIps.Value, backward.Responses[0].CappedSelfNormalizedIps.Value)
            && Near(forward.EffectiveSampleSize, backward.EffectiveSampleSize)
            && forward.SessionCount == backward.SessionCount;
    });

    private static (double Ips, double SelfNormalizedIps, double CappedSelfNormalizedIps) Sums(float[] weights, float[] rewards)
    {
        var estimates = ScoredLog.Sample(weights, rewards, Cap).Estimates;
        return (estimates[nameof(ResponseMetrics.Ips)], estimates[nameof(ResponseMetrics.SelfNormalizedIps)],
            estimates[nameof(ResponseMetrics.CappedSelfNormalizedIps)]);
    }

    private static bool Near(double actual, double expected) => Math.Abs(actual - expected) <= Tolerance * Math.Max(1, Math.Abs(expected));

    private static Gen<float[]> Numbers(float least, float most) =>
        Gen.Choose(0, 10_000).Select(step => least + (most - least) * step / 10_000).NonEmptyListOf().Select(list => list.ToArray());

    private static Gen<Log> Logs(float least, float most) => Rewards.SelectMany(rewards =>
        Gen.Choose(0, 10_000).Select(step => least + (most - least) * step / 10_000).ArrayOf(rewards.Length).Select(weights => new Log(weights, rewards)));

    private static void Hold<T>(Gen<T> inputs, Func<T, bool> property) =>
        Prop.ForAll(inputs.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithReplay(2024, 7));

    private sealed record Log(float[] Weights, float[] Rewards);
}
