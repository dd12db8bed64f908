using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class RowRandomTests : IDisposable
{
    private const double Rate = 0.3;

    // First, since it loads libtorch.
    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly MpiCommunicator _ranks = MpiCommunicator.Open();

    public void Dispose()
    {
        _ranks.Dispose();
        _session.Dispose();
    }

    // Widths with and without whole vectors, and with quarters of different lengths.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(45)]
    [InlineData(128)]
    public void DropoutMask_BothLayouts_HaveTheSameNumbers(int units)
    {
        const int Rows = 19;

        var byRow = new RowRandom(5).DropoutMask([2, Rows, units], Rate, -2);
        var byUnit = new RowRandom(5).DropoutMask([2, units, Rows], Rate, -1);

        Numbers(byUnit.transpose(1, 2).contiguous()).Should().Equal(Numbers(byRow));
    }

    [Theory]
    [InlineData(1, -2)]
    [InlineData(40, -2)]
    [InlineData(40, -1)]
    public void DropoutMask_JointBatch_HasTheRowsOfTheWholeBatch(int units, int rowDimension)
    {
        const int Rows = 23;
        int[] own = [0, 3, 4, 5, 9, 10, 11, 12, 13, 17, 21];
        long[] Shape(int rows) => rowDimension == -2 ? [2, rows, units] : [2, units, rows];
        var whole = new RowRandom(7).DropoutMask(Shape(Rows), Rate, rowDimension);

        using var joint = Joint(Rows, own);
        var ofRank = new RowRandom(7).DropoutMask(Shape(joint.OwnPlaces.Length), Rate, rowDimension);

        Numbers(ofRank).Should().Equal(Numbers(whole.index_select(rowDimension, Places(joint))));
    }

    [Fact]
    public void Normal_JointBatch_HasTheRowsOfTheWholeBatch()
    {
        const int Rows = 23;
        int[] own = [1, 2, 8, 20];
        var whole = new RowRandom(7).Normal([3, Rows, 2]);

        using var joint = Joint(Rows, own);

        var ofRank = new RowRandom(7).Normal([3, joint.OwnPlaces.Length, 2]);

        Numbers(ofRank).Should().Equal(Numbers(whole.index_select(1, Places(joint))));
    }

    [Fact]
    public void DropoutMask_JointBatchOfOtherRows_IsAnError()
    {
        using var joint = Joint(3, [1, 2]);

        var draw = () => new RowRandom(7).DropoutMask([3, 4], Rate, -2);

        draw.Should().Throw<InvalidOperationException>().WithMessage("A joint step needs 8 rows, but got 3.");
    }

    /// <summary>
    /// The numbers of a mask are independent over units, rows, matrices, draws and seeds: the share of pairs that are both kept is the square of the share that
    /// is kept. Its standard error over 64,000 pairs is below √(0.49 · 0.51 / 64,000) = 0.002, and the margin is four of them.
    /// </summary>
    [Fact]
    public void DropoutMask_NeighboringNumbers_AreIndependent()
    {
        const double Both = (1 - Rate) * (1 - Rate);
        const double Margin = 0.008;
        var random = new RowRandom(11);
        var (first, next, other) = (Kept(random), Kept(random), Kept(new(12)));

        Mean(first).Should().BeApproximately(1 - Rate, Margin);
        Mean(first.narrow(2, 0, 159) * first.narrow(2, 1, 159)).Should().BeApproximately(Both, Margin);
        Mean(first.narrow(2, 0, 80) * first.narrow(2, 80, 80)).Should().BeApproximately(Both, 1.5 * Margin);
        Mean(first.narrow(1, 0, 199) * first.narrow(1, 1, 199)).Should().BeApproximately(Both, Margin);
        Mean(first.narrow(0, 0, 1) * first.narrow(0, 1, 1)).Should().BeApproximately(Both, 1.5 * Margin);
        Mean(first * next).Should().BeApproximately(Both, Margin);
        Mean(first * other).Should().BeApproximately(Both, Margin);

        static Tensor Kept(RowRandom random) => random.DropoutMask([2, 200, 160], Rate, -2).gt(tensor(0f)).to_type(ScalarType.Float32);
        static double Mean(Tensor tensor) => tensor.mean().item<float>();
    }

    /// <summary>
    /// The moments of 90,000 normal numbers. Their standard errors are 1/300, √2/300, √15/300 and √96/300, and each margin is four of them.
    /// </summary>
    [Fact]
    public void Normal_ManyNumbers_HaveTheMomentsOfTheNormalDistribution()
    {
        double[] numbers = [.. Numbers(new RowRandom(3).Normal([3, 10_000, 3])).Select(number => (double)number)];

        double Moment(int power) => numbers.Average(number => Math.Pow(number, power));
        Moment(1).Should().BeApproximately(0, 4 / 300.0);
        Moment(2).Should().BeApproximately(1, 4 * Math.Sqrt(2) / 300);
        Moment(3).Should().BeApproximately(0, 4 * Math.Sqrt(15) / 300);
        Moment(4).Should().BeApproximately(3, 4 * Math.Sqrt(96) / 300);
        // The share beyond two standard deviations, 0.0455, with four standard errors.
        numbers.Average(number => Math.Abs(number) > 2 ? 1.0 : 0).Should().BeApproximately(0.0455, 4 * Math.Sqrt(0.0455 * 0.9545) / 300);
    }

    /// <summary>Both numbers of a pair of the method of Box and Muller are uncorrelated, also in their squares, within four standard errors.</summary>
    [Fact]
    public void Normal_UnitsOfARow_AreUncorrelated()
    {
        var numbers = new RowRandom(3).Normal([40_000, 4]).transpose(0, 1);
        for (var unit = 0; unit < 4; unit++)
        {
            for (var other = 0; other < unit; other++)
            {
                (numbers[unit] * numbers[other]).mean().item<float>().Should().BeApproximately(0, 4 / 200f);
                (numbers[unit].Squared() * numbers[other].Squared()).mean().item<float>().Should().BeApproximately(1, 4 * (float)Math.Sqrt(8) / 200);
            }
        }
    }

    [Theory]
    [InlineData(1e-12, 1)]
    [InlineData(1 - 1e-7, 0)]
    public void DropoutMask_ExtremeRate_KeepsAlmostAllOrNothing(double rate, double kept)
        => Numbers(new RowRandom(1).DropoutMask([100, 100], rate, -2)).Average(number => number == 0 ? 0.0 : 1).Should().BeApproximately(kept, 1e-3);

    /// <summary>Begins a step of a rank that has some of the rows.</summary>
    private JointBatch Joint(int rows, int[] own)
        => new(_ranks, [.. Enumerable.Range(0, rows)], own, _ => throw new InvalidOperationException("The step has no sparse states."), isCanceled: false);

    private static Tensor Places(JointBatch joint) => tensor(Array.ConvertAll(joint.OwnPlaces, place => (long)place));

    private static float[] Numbers(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
