using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;

/// <summary>Tests the strength of the prior where the moments do not give one. The means are then those of all rows.</summary>
public class ResponseMomentsTests
{
    [Fact]
    public void Strength_EqualResponses_IsInfinite() => Strength([3, 3], [3, 3]).Should().Be(double.PositiveInfinity, "nothing differs between the values");

    [Fact]
    public void Strength_OneRowOfEachValue_IsInfinite() => Strength([1], [2], [3]).Should().Be(double.PositiveInfinity, "nothing is known within a value");

    [Fact]
    public void Strength_NoRow_IsInfinite() => Strength().Should().Be(double.PositiveInfinity);

    [Fact]
    public void Strength_EqualMeans_IsInfinite() => Strength([1, 3], [0, 4]).Should().Be(double.PositiveInfinity, "the means differ by no more than chance");

    [Fact]
    public void Strength_EqualResponsesOfEachValue_IsThatOfOneRow() => Strength([1, 1], [5, 5]).Should().Be(1, "it is the least strength");

    [Fact]
    public void Strength_MeansThatDifferMoreThanByChance_IsTheRatioOfTheVariances()
    {
        // The squares within the values sum to 24 with 3 degrees of freedom. Those between them sum to 16 or 36, of which chance explains 2 times 8.
        Strength([-4, 0], [-2, 2], [0, 4]).Should().Be(double.PositiveInfinity);
        Strength([-5, -1], [-2, 2], [1, 5]).Should().BeApproximately(8 / ((36 - 2 * 8) / 4.0), 1e-12);
    }

    [Fact]
    public void Strength_ValuesOfUnequalSize_IsTheRatioOfTheVariances()
    {
        // The squares within the values sum to 18 with 1 degree of freedom, and those between them to 18 + 100 - 256 / 3.
        Strength([0, 6], [10]).Should().BeApproximately(18 / ((118 - 256 / 3.0 - 18) / (3 - 5 / 3.0)), 1e-12);
    }

    private static double Strength(params double[][] values)
    {
        var moments = default(ResponseMoments);
        foreach (var responses in values)
        {
            var (sum, count) = (0.0, 0);
            foreach (var response in responses)
            {
                moments.Add(response, sum, count);
                sum += response;
                count++;
            }
        }
        return moments.Strength();
    }
}
