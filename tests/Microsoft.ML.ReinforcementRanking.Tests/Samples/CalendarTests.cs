using MultiTask.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class CalendarTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Of_Times_ArePointsOnTwoCircles()
    {
        Expect(Calendar.Of(0), 0, 1, 0, 1);
        Expect(Calendar.Of(6 * Hour), 1, 0, Math.Sin(2 * Math.PI / 28), Math.Cos(2 * Math.PI / 28));
        Expect(Calendar.Of(7 * 24 * Hour), 0, 1, 0, 1);
        Expect(Calendar.Of(1_000_000 * 7 * 24 * Hour + 12 * Hour), 0, -1, Math.Sin(2 * Math.PI / 14), Math.Cos(2 * Math.PI / 14));
    }

    private static void Expect(float[] numbers, params double[] expected)
        => numbers.Should().Equal(expected, (number, other) => Math.Abs(number - other) < 1e-5);
}
