using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

public class FlatLossTests
{
    [Fact]
    public void Add_LossThatDoesNotMove_IsFlatOnceThereAreFiveEpochsBefore()
        => FirstFlat(Enumerable.Repeat(2.0, 10)).Should().Be(6);

    // The exponential average of a geometric sequence converges to the same ratio. Over five epochs, it is rate^5.
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.997)]
    [InlineData(1.003)]
    public void Add_LossThatMovesMoreThanAHundredthInFiveEpochs_IsNotFlat(double rate)
        => FirstFlat(Enumerable.Range(0, 200).Select(epoch => Math.Pow(rate, epoch))).Should().BeNull();

    [Theory]
    [InlineData(0.999)]
    [InlineData(1.001)]
    public void Add_LossThatMovesLessThanAHundredthInFiveEpochs_IsFlat(double rate)
        => FirstFlat(Enumerable.Range(0, 20).Select(epoch => Math.Pow(rate, epoch))).Should().Be(6);

    [Fact]
    public void Add_LossThatSettlesAfterGrowth_IsFlatWhenTheAverageHasForgottenTheGrowth()
    {
        // From epoch 10 on, the loss is 1. The average is at most 2^-(n - 10) below it, and five epochs before, at most 2^5 times that. At n = 22, 2^5 ·
        // 2^-(n - 10) < 1 %.
        FirstFlat(Enumerable.Range(1, 40).Select(epoch => Math.Min(1, epoch / 10.0))).Should().BeInRange(11, 22);
    }

    private static int? FirstFlat(IEnumerable<double> losses)
    {
        var flatness = new FlatLoss();
        var epoch = losses.TakeWhile(loss => !flatness.Add(loss)).Count() + 1;
        return epoch > losses.Count() ? null : epoch;
    }
}
