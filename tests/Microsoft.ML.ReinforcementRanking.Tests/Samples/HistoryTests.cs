using MultiTask.Features;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

public class HistoryTests
{
    private const long Minute = 60_000;

    [Fact]
    public void Of_EventsInAnyOrder_HaveTheFormulasValues()
    {
        LoggedEvent[] events =
        [
            new(9 * Minute, ["visitor 1", "item 2"], [0]),
            new(2 * Minute, ["visitor 1", "item 1"], [1]),
            new(5 * Minute, ["visitor 2", "item 2"], [0]),
        ];

        var numbers = History.Of(events);

        // This is the first event of the log, so nothing is known, and the log has just begun.
        numbers[1].Should().Equal(0, 0, 0, 0, 0, 0);
        // Visitor 2 and item 2 are new. The only event so far has the response.
        Expect(numbers[2], [0, MathF.Log(1 + 3), 1, 0, MathF.Log(1 + 3), 1]);
        // The last event of visitor 1 was 7 minutes ago, and that of item 2 was 4 minutes ago. Half of the events so far have the response.
        Expect(numbers[0], [MathF.Log(1 + 1), MathF.Log(1 + 7), (1 + 5 * 0.5f) / (1 + 5), MathF.Log(1 + 1), MathF.Log(1 + 4), (0 + 5 * 0.5f) / (1 + 5)]);
    }

    [Fact]
    public void Of_EventsOfOneTime_DoNotSeeEachOther()
    {
        LoggedEvent[] events = [new(1, ["a"], [1]), new(5, ["a"], [1]), new(5, ["a"], [0]), new(6, ["a"], [0])];

        var numbers = History.Of(events);

        numbers[1].Should().Equal(numbers[2]);
        numbers[1][0].Should().Be(MathF.Log(1 + 1));
        numbers[3][0].Should().Be(MathF.Log(1 + 3));
    }

    private static void Expect(float[] numbers, float[] expected) => numbers.Should().Equal(expected, (number, other) => Math.Abs(number - other) < 1e-6);
}
