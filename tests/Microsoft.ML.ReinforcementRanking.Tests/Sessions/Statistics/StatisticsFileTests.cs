using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;

/// <summary>Tests that statistics are read from a file as they were written, and that a file that no fit has written is refused.</summary>
public class StatisticsFileTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(2.5)]
    public void Read_Layout_IsTheOneThatWasWritten(double? strength)
    {
        StatisticsLayout layout = new("Statistics", [["User"], ["User", "Item"]], ["Watch"], "Time", strength);

        Read(layout).Should().BeEquivalentTo(layout, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_LayoutOfOneKey_IsTheOneThatWasWritten()
    {
        StatisticsLayout layout = new("Statistics", [["User"]], ["Watch", "Click"], "Time", PriorStrength: null);

        Read(layout).Should().BeEquivalentTo(layout, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Read_LayoutThatNoFitHas_IsRefused()
    {
        Refused(new("Statistics", [], ["Watch"], "Time", null), "There are 0 keys, but at least 1 are needed.");
        Refused(new("Statistics", [[]], ["Watch"], "Time", null), "There are 0 columns, but at least 1 are needed.");
        Refused(new(" ", [["User"]], ["Watch"], "Time", null), "The name of a column is blank.");
        Refused(new("Statistics", [["User"]], ["Watch"], "Time", -1), "The prior strength is -1.");
    }

    [Theory]
    [InlineData(2000, 1, 2000, 1)]
    [InlineData(1, 2000, 1, 2000)]
    public void Read_SlotsThatAreFarLargerThanTheFile_AreRefused(int keyLength, int keys, int responses, int responseLength)
    {
        string Name(int length) => new('n', length);
        string[][] keyColumns = [.. Enumerable.Repeat<string[]>([Name(keyLength)], keys)];

        Refused(new("Statistics", keyColumns, [.. Enumerable.Repeat(Name(responseLength), responses)], "Time", null),
            "The slots is far larger than the weights in the file are.");
    }

    [Fact]
    public void Read_MoreMomentsThanTheFileHolds_AreRefusedBeforeMemoryIsUsed()
        => FluentActions.Invoking(() => KeyTable.Read(WrittenBytes.Reader(new byte[20]), responseCount: int.MaxValue)).Should().Throw<FormatException>()
            .WithMessage($"A list of moments needs {6L * sizeof(double) * int.MaxValue} bytes, but only 20 are left.");

    [Fact]
    public void Read_State_IsTheOneThatWasWritten()
    {
        StatisticsLayout layout = new("Statistics", [["User"], ["Item"]], ["Watch"], "Time", null);
        var state = new StatisticsState(layout);
        state.AddAtOnce(3, ["a".AsMemory(), "x".AsMemory()], [1]);
        state.AddAtOnce(5, ["b".AsMemory(), "x".AsMemory()], [float.NaN]);
        state.AddAtOnce(7, ["a".AsMemory(), default], [2]);
        var bytes = WrittenBytes.Of(state.Write);
        var reader = WrittenBytes.Reader(bytes);

        var read = StatisticsState.Read(reader, layout);

        reader.RequireEnd();
        read.Newest.Should().Be(7);
        WrittenBytes.Of(read.Write).Should().Equal(bytes);
        FluentActions.Invoking(() => StatisticsState.Read(WrittenBytes.Reader(bytes[..^1]), layout)).Should().Throw<FormatException>();
    }

    private static void Refused(StatisticsLayout layout, string message)
        => FluentActions.Invoking(() => Read(layout)).Should().Throw<FormatException>().WithMessage(message);

    private static StatisticsLayout Read(StatisticsLayout layout)
    {
        var reader = WrittenBytes.Reader(WrittenBytes.Of(layout.Write));
        var read = StatisticsLayout.Read(reader);
        reader.RequireEnd();
        return read;
    }
}
