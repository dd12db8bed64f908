using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;

/// <summary>Tests the sums of the rows of a key, and that a file with sums that no rows have is refused.</summary>
public class KeyResponsesTests
{
    [Fact]
    public void Add_Rows_CountsThemAndTheirKnownResponses()
    {
        var responses = Rows();

        (responses.RowCount, responses.Newest).Should().Be((3, 9));
        responses.Sums.ToArray().Should().Equal(1 + 2 + 4, 0.5);
        responses.Counts.ToArray().Should().Equal(3, 1);
    }

    [Fact]
    public void Copy_ThatGetsMoreRows_LeavesTheOriginalAsItIs()
    {
        var responses = Rows();
        var copy = responses.Copy();

        copy.Add(11, [8, 8]);

        (responses.RowCount, responses.Newest, copy.RowCount, copy.Newest).Should().Be((3, 9, 4, 11));
        responses.Sums.ToArray().Should().Equal(7, 0.5);
        copy.Sums.ToArray().Should().Equal(15, 8.5);
    }

    [Fact]
    public void Read_Responses_AreThoseThatWereWritten()
    {
        var bytes = WrittenBytes.Of(Rows().Write);
        var reader = WrittenBytes.Reader(bytes);

        var read = KeyResponses.Read(reader, responseCount: 2);

        reader.RequireEnd();
        read.Should().BeEquivalentTo(new { RowCount = 3, Newest = 9L });
        read.Sums.ToArray().Should().Equal(7, 0.5);
        read.Counts.ToArray().Should().Equal(3, 1);
        bytes.Should().HaveCount(KeyResponses.BytesWithout + 2 * (sizeof(int) + sizeof(double)));
    }

    [Fact]
    public void Read_MoreResponsesThanTheFileHolds_IsRefusedBeforeMemoryIsUsed()
        => FluentActions.Invoking(() => KeyResponses.Read(WrittenBytes.Reader(new byte[20]), responseCount: int.MaxValue)).Should().Throw<FormatException>()
            .WithMessage($"The responses of a key needs {12 + 12L * int.MaxValue} bytes, but only 20 are left.");

    [Theory]
    [InlineData(-1, 0, 0, "A key has -1 rows.")]
    [InlineData(2, 3, 1, "3 responses have the sum 1.")]
    [InlineData(2, -1, 0, "-1 responses have the sum 0.")]
    [InlineData(2, 0, 1, "0 responses have the sum 1.")]
    [InlineData(2, 1, 4e38, "1 responses have the sum 4E+38.")]
    [InlineData(2, 1, -4e38, "1 responses have the sum -4E+38.")]
    public void Read_SumsThatNoRowsHave_AreRefused(int rows, int count, double sum, string message)
        => FluentActions.Invoking(() => KeyResponses.Read(WrittenBytes.Reader(Key(rows, count, sum)), responseCount: 1)).Should().Throw<FormatException>()
            .WithMessage(message);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(2, 2, 2.0 * float.MaxValue)]
    [InlineData(2, 1, -1.0 * float.MaxValue)]
    public void Read_SumsAtTheLimits_AreAccepted(int rows, int count, double sum)
        => KeyResponses.Read(WrittenBytes.Reader(Key(rows, count, sum)), responseCount: 1).Sums[0].Should().Be(sum);

    private static KeyResponses Rows()
    {
        var responses = new KeyResponses(2);
        responses.Add(5, [1, float.NaN]);
        responses.Add(9, [2, 0.5f]);
        responses.Add(7, [4, float.NaN]);
        return responses;
    }

    private static byte[] Key(int rows, int count, double sum) => WrittenBytes.Of(writer =>
    {
        writer.Write(rows);
        writer.Write(0L);
        writer.Write(count);
        writer.Write(sum);
    });
}
