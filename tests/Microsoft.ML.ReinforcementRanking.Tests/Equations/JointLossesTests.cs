using Microsoft.ML.ReinforcementRanking.Tests.Ranks;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests that the parts of a mean that ranks compute on their own rows add up to the mean of the batch, where one rank has no rows.</summary>
public sealed class JointLossesTests
{
    private static readonly double[] Values = [3, -1, 4, 1.5, -9];

    /// <summary>The weights of the rows, whose sum is below 1 because their unit is arbitrary.</summary>
    private static readonly double[] Weights = [0.01, 0.02, 0.005, 0.03, 0.015];
    private static readonly int[][] PlacesOfRanks = [[0, 2], [1, 3, 4], []];

    // Three candidates with vectors of two numbers. The vectors of rows are a value and a weight.
    private static readonly double[][] Candidates = [[1, 0], [-0.5, 2], [0.3, 0.7]];
    private static readonly double[] Logits = [0.2, -1, 0.5];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mean_RowsOnSeveralRanks_AddsUpToTheMeanOfTheBatch(bool isWeighted)
        => Parts((values, weights) => Losses.Mean(values, isWeighted ? weights : null).reshape(1))
            .Should().Equal([MeanOf(value => value, isWeighted)], Tabular.Within(1e-12));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MeanOfRows_RowsOnSeveralRanks_AddsUpToTheMeansOfTheBatch(bool isWeighted)
        => Parts((values, weights) => Losses.MeanOfRows(stack([values, values.Squared()]), isWeighted ? weights : null))
            .Should().Equal([MeanOf(value => value, isWeighted), MeanOf(value => value * value, isWeighted)], Tabular.Within(1e-12));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shares_RowsOnSeveralRanks_AddUpToOne(bool isWeighted)
        => Parts((values, weights) => Losses.Shares(values, isWeighted ? weights : null).sum().reshape(1)).Should().Equal([1], Tabular.Within(1e-12));

    [Fact]
    public void MeanVarianceOfSharedSoftmax_RowsOnSeveralRanks_AddsUpToThatOfTheBatch()
    {
        double[] probabilities = [.. Logits.Select(logit => Math.Exp(logit) / Logits.Sum(Math.Exp))];
        double Variance(double value, double weight)
        {
            double[] products = [.. Candidates.Select(candidate => candidate[0] * value + candidate[1] * weight)];
            var mean = products.Zip(probabilities, (product, probability) => product * probability).Sum();
            return products.Zip(probabilities, (product, probability) => (product - mean) * (product - mean) * probability).Sum();
        }

        var parts = Parts((values, weights) => SoftmaxSums.MeanVarianceOfSharedSoftmax(
            stack([values, weights], 1), tensor(Candidates.SelectMany(row => row).ToArray()).reshape(-1, 2), tensor(Logits)).reshape(1));

        parts.Should().Equal([Values.Zip(Weights, Variance).Average()], Tabular.Within(1e-12));
    }

    private static double MeanOf(Func<double, double> of, bool isWeighted)
        => isWeighted ? Values.Zip(Weights, (value, weight) => weight * of(value)).Sum() / Weights.Sum() : Values.Average(of);

    /// <summary>Returns the sum over ranks of what each computes from the values and the weights of its own rows.</summary>
    private static double[] Parts(Func<Tensor, Tensor, Tensor> compute)
    {
        int[] rows = [.. Enumerable.Range(0, Values.Length)];
        var parts = ThreadRanks.Run(PlacesOfRanks.Length, communicator =>
        {
            using var scope = NewDisposeScope();
            var places = PlacesOfRanks[communicator.Rank];
            using var joint = new JointBatch(communicator, rows, places, _ => throw new InvalidOperationException(), isCanceled: false);
            double[] Own(double[] numbers) => Array.ConvertAll(joint.OwnPlaces, place => numbers[place]);
            return Tabular.ToArray(compute(tensor(Own(Values)), tensor(Own(Weights))));
        });
        return [.. parts[0].Select((_, index) => parts.Sum(part => part[index]))];
    }
}
