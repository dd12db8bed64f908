using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

public class ChunkedColumnTests
{
    // These lengths are close to the ends of the buffer (4096) and of the first, second, and third chunk.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(100_000)]
    public void MoveToArray_AnyLength_ReturnsWhatWasAddedAndEmptiesTheColumn(int count)
    {
        var column = new ChunkedColumn<long>();
        for (var fill = 0; fill < 2; fill++)
        {
            for (var i = 0; i < count; i++)
                column.Add(i + fill);

            column.Count.Should().Be(count);
            column.MoveToArray().AsSpan().SequenceEqual([.. Enumerable.Range(0, count).Select(i => (long)i + fill)]).Should().BeTrue();
            column.Count.Should().Be(0);
        }
    }
}
