using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.WatchTime;

/// <summary>Tests which durations are known, and that a file with a distribution that no watch times have is refused.</summary>
public class WatchTimeScaleTests
{
    private static readonly float[] Ascending = [0.25f, 0.5f];

    [Theory]
    [InlineData(0.5f, true)]
    [InlineData(float.Epsilon, true)]
    [InlineData(0f, false)]
    [InlineData(-1f, false)]
    [InlineData(float.NaN, false)]
    public void IsKnown_Duration_IsAboveZero(float duration, bool isKnown)
    {
        WatchTimeScale.IsKnown(duration).Should().Be(isKnown);

        // The rows of unknown durations have a class of their own.
        WatchTimeScale.Of([1, 2, 8, 9], [60, 60, duration, duration], numberOfBins: 1).QuantileOf(8, float.NaN)
            .Should().Be(isKnown ? 2.5f / 4 : 0.5f / 2);
    }

    [Fact]
    public void Read_Scale_GivesWhatWasWritten()
    {
        var scale = WatchTimeScale.Of([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 0], numberOfBins: 3);
        var reader = WrittenBytes.Reader(WrittenBytes.Of(scale.Write));

        var read = WatchTimeScale.Read(reader);

        reader.RequireEnd();
        read.Edges.Should().Equal(scale.Edges).And.Equal(2, 4);
        foreach (var duration in new float[] { 0, 1, 3, 5 })
            read.QuantileOf(4.5f, duration).Should().Be(scale.QuantileOf(4.5f, duration));
    }

    public static TheoryData<float[][], string> Damages => new()
    {
        { [[], [1, 2], [0.5f]], "A class has 2 watch times and 1 quantiles." },
        { [[], [1], Ascending], "A class has 1 watch times and 2 quantiles." },
        { [[], [], []], "A class has 0 watch times and 0 quantiles." },
        { [[], Ascending, Ascending, [], []], "A class has 0 watch times and 0 quantiles." },
        { [[], [2, 1], Ascending], "The number 1 follows 2, but must be above it." },
        { [[], [1, 1], Ascending], "The number 1 follows 1, but must be above it." },
        { [[], [1, 2, 3, 3], Ascending], "The number 3 follows 3, but must be above it." },
        { [[], [1, 2], [0.5f, 0.25f]], "The number 0.25 follows 0.5, but must be above it." },
        { [[7, 7]], "The number 7 follows 7, but must be above it." },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Read_DistributionThatNoWatchTimesHave_IsRefused(float[][] arrays, string message)
    {
        var read = () => WatchTimeScale.Read(WrittenBytes.Reader(WrittenBytes.Of(writer => Write(writer, arrays))));

        read.Should().Throw<FormatException>().WithMessage(message);
    }

    private static void Write(BinaryWriter writer, float[][] arrays)
    {
        foreach (var array in arrays)
        {
            writer.Write(array.Length);
            foreach (var number in array)
                writer.Write(number);
        }
    }
}
