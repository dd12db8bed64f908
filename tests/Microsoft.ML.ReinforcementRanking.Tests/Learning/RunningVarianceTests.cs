using Microsoft.ML.Trainers.ReinforcementRanking.Learning;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

public class RunningVarianceTests
{
    [Fact]
    public void Track_FirstSteps_IsTheMeanSoFar()
    {
        var running = new RunningVariance();

        running.Track(4).Should().Be(2);
        running.Track(14).Should().BeApproximately(Math.Sqrt((4 + 14) / 2.0), 1e-12);
    }

    [Fact]
    public void Track_AfterTwentySteps_MovesFivePercentAStep()
    {
        var running = new RunningVariance();
        for (var step = 0; step < 20; step++)
            running.Track(1);

        running.Track(3).Should().BeApproximately(Math.Sqrt(0.95 * 1 + 0.05 * 3), 1e-12);
    }

    [Fact]
    public void Track_NoVariance_StaysAboveZero() => new RunningVariance().Track(0).Should().Be(1e-6);
}
