using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests what a number of each unit means as a time.</summary>
public class TimestampStepTests
{
    // From 1970 to the first day of 1990 and of 2100, which are 20 years with 5 leap days, and 130 years with 32.
    private const double SecondsTo1990 = (20 * 365 + 5) * 86_400.0, SecondsTo2100 = (130 * 365 + 32) * 86_400.0;

    [Theory]
    [InlineData(TimestampUnit.Seconds, 1)]
    [InlineData(TimestampUnit.Milliseconds, 1e3)]
    [InlineData(TimestampUnit.Microseconds, 1e6)]
    [InlineData(TimestampUnit.Nanoseconds, 1e9)]
    public void IsPlausible_TimesAtTheLimits_AreThoseOf1990To2100(TimestampUnit unit, double perSecond)
    {
        var step = TimestampStep.Numbers.Single(step => step.Unit == unit);

        step.IsPlausible(SecondsTo1990 * perSecond).Should().BeTrue();
        step.IsPlausible((SecondsTo1990 - 1) * perSecond).Should().BeFalse();
        step.IsPlausible((SecondsTo2100 - 1) * perSecond).Should().BeTrue();
        step.IsPlausible(SecondsTo2100 * perSecond).Should().BeFalse();
        step.ToTicks(60 * perSecond).Should().Be(TimeSpan.TicksPerMinute);
        step.Describe(90 * perSecond).Should().Be("1970-01-01 00:01:30");
        step.InUnit.Should().Be($" in {unit.ToString().ToLowerInvariant()}");
    }

    [Fact]
    public void ToTicks_TimeThatNoNumberHolds_IsNull()
    {
        TimestampStep.Date.ToTicks(1.5e18).Should().Be(1_500_000_000_000_000_000);
        TimestampStep.Date.ToTicks(9.3e18).Should().BeNull();
        TimestampStep.Date.ToTicks(-9.3e18).Should().BeNull();
    }

    [Fact]
    public void Describe_TimeThatNoDateHolds_SaysSo()
    {
        const string Outside = "outside of the years 1 to 9999";
        var first = -(double)DateTime.UnixEpoch.Ticks;

        TimestampStep.Date.Describe(first).Should().Be("0001-01-01 00:00:00");
        TimestampStep.Date.Describe(first - 1e10).Should().Be(Outside);
        TimestampStep.Date.Describe(first + DateTime.MaxValue.Ticks).Should().Be(Outside);
        TimestampStep.Date.Describe(first + DateTime.MaxValue.Ticks - 1e10).Should().StartWith("9999-12-31");
        TimestampStep.Date.InUnit.Should().BeEmpty();
    }
}
