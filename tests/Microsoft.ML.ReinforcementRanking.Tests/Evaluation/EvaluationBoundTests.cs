using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the upper bounds of options of evaluations, where a huge number would be a slip (docs/decisions/0045-bounds-of-options.md).</summary>
public class EvaluationBoundTests
{
    [Fact]
    public void Lists_CutoffsThatAreHugeOrMany_AreNamed()
    {
        Message(() => new ListEvaluationOptions { Cutoffs = [1, int.MaxValue] }.CheckedCopy(LogRow.Host()))
            .Should().Contain("Cutoffs must be at most 1000000, but was 2147483647.");
        Message(() => new ListEvaluationOptions { Cutoffs = [.. Enumerable.Range(1, 101)] }.CheckedCopy(LogRow.Host()))
            .Should().Contain("Cutoffs must be a list of at most 100 elements, but was 101 elements.");
    }

    [Fact]
    public void OffPolicy_ManyCaps_AreNamed()
        => Message(() => new OffPolicyOptions { SensitivityWeightCaps = [.. Enumerable.Repeat(2.0, 101)] }.CheckedCopy(LogRow.Host(), 1, null))
            .Should().Contain("SensitivityWeightCaps must be a list of at most 100 elements, but was 101 elements.");

    [Theory]
    [InlineData(1e300)]
    [InlineData(double.PositiveInfinity)]
    public void OffPolicy_HugeCaps_MeanNone(double cap)
        => FluentActions.Invoking(() => new OffPolicyOptions { WeightCap = cap, SensitivityWeightCaps = [cap] }.CheckedCopy(LogRow.Host(), 1, null))
            .Should().NotThrow();

    [Fact]
    public void Propensities_ManyHalfSamples_AreNamed()
        => Message(() => new PropensityOptions { NumberOfHalfSamples = int.MaxValue }.CheckedCopy(LogRow.Host()))
            .Should().Contain("NumberOfHalfSamples must be at most 1000000, but was 2147483647.");

    [Theory]
    [InlineData(1e300, "must be from -1000000 to 1000000, but was 1E+300.")]
    [InlineData(-1e300, "must be from -1000000 to 1000000, but was -1E+300.")]
    [InlineData(double.NaN, "must be finite, but was NaN.")]
    public void Tasks_ScoreWeightThatIsHuge_IsNamed(double weight, string message)
        => Message(() => new MLContext(1).Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options { Tasks = [new("Click") { ScoreWeight = weight }] }))
            .Should().Contain($"Tasks['Click'].ScoreWeight {message}");

    private static string Message(Action check) => FluentActions.Invoking(check).Should().Throw<ArgumentOutOfRangeException>().Which.Message;
}
