using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests which numbers each role accepts. Each number stands beside the nearest one that has the other answer.</summary>
public class NumberRuleTests
{
    private const double Tiny = double.Epsilon;

    private static readonly double[] Never = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static readonly Dictionary<string, NumberRule> Rules = new()
    {
        ["Finite"] = NumberRule.Finite,
        ["Weight"] = NumberRule.Weight,
        ["Binary"] = NumberRule.Binary,
        ["Position"] = NumberRule.Position,
        ["LearnedPosition"] = NumberRule.LearnedPosition,
        ["Propensity"] = NumberRule.Propensity,
        ["PropensityDensity"] = NumberRule.PropensityDensity,
        ["Probability"] = NumberRule.Probability,
        ["Density"] = NumberRule.Density,
    };

    [Theory]
    [InlineData("Finite", new[] { double.MinValue, -Tiny, 0, double.MaxValue }, new double[0])]
    [InlineData("Weight", new[] { 0, Tiny, double.MaxValue }, new[] { -Tiny, -1 })]
    [InlineData("Binary", new[] { 0.0, 1 }, new[] { -1, Tiny, 0.5, 2 })]
    [InlineData("Position", new[] { 0.0, 1, int.MaxValue }, new[] { -1, 0.5, int.MaxValue + 1.0 })]
    [InlineData("LearnedPosition", new[] { 0.0, 1, 1000 }, new[] { -1, 0.5, 1000.5, 1001 })]
    [InlineData("Propensity", new[] { Tiny, 1, 1 + 1e-5 }, new[] { -Tiny, 0, 1.00002, 2 })]
    [InlineData("PropensityDensity", new[] { Tiny, 1, double.MaxValue }, new[] { -Tiny, 0 })]
    [InlineData("Probability", new[] { 0, Tiny, 1, 1 + 1e-5 }, new[] { -Tiny, 1.00002, 2 })]
    [InlineData("Density", new[] { 0, Tiny, double.MaxValue }, new[] { -Tiny, -1 })]
    public void Accepts_NumbersAtTheLimits_AreThoseOfTheRole(string rule, double[] accepted, double[] refused)
    {
        accepted.Should().AllSatisfy(number => Rules[rule].Accepts(number).Should().BeTrue($"{number} is allowed"));
        refused.Concat(Never).Should().AllSatisfy(number => Rules[rule].Accepts(number).Should().BeFalse($"{number} is not allowed"));
    }

    [Theory]
    [InlineData("Propensity", 50, true)]
    [InlineData("Propensity", 100, true)]
    [InlineData("Propensity", 100.5, false)]
    [InlineData("Propensity", -50, false)]
    [InlineData("Probability", 50, true)]
    [InlineData("Binary", 50, false)]
    [InlineData("PropensityDensity", -50, false)]
    public void Require_NumberThatMayBeAPercentage_SaysSo(string rule, double number, bool mayBePercentage)
    {
        var column = ColumnRole.Number.Require(LogRow.Host(), new RowDescription(LogRow.View(new LogRow())), "Watch");

        FluentActions.Invoking(() => Rules[rule].Require(column, 0, number)).Should().Throw<InvalidOperationException>()
            .Which.Message.Contains("seems to contain percentages").Should().Be(mayBePercentage);
    }
}
