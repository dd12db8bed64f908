using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Compares sums over candidates that are computed in blocks of rows with the plain form, in which all logits are one matrix.</summary>
public sealed class SoftmaxSumsTests : IDisposable
{
    private const int Rows = 50, Width = 6, ValueWidth = 4;
    private const double Precision = 1e-5;

    private readonly TorchSession _session = Tabular.OpenTorch(1);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(20_000, false)] // The rows do not fill the last block.
    [InlineData(20_000, true)]
    public void Means_SomeBlocks_AreThoseOfTheSoftmaxOfAllLogits(int candidates, bool isSample)
    {
        var softmax = NewSoftmax(candidates, isSample);
        var values = Draws.Normal(candidates, ValueWidth);

        var means = SoftmaxSums.Means(values, softmax);

        var logits = LogitsOf(softmax);
        ShouldBe(means.Vectors, logits.softmax(1).matmul(values));
        ShouldBe(means.LogNormalizers, logits.logsumexp(1));
        ShouldBe(SoftmaxSums.LogNormalizers(softmax), logits.logsumexp(1));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(20_000)]
    public void LogNormalizersWithout_OwnActionsAmongTheCandidates_LeaveThemOut(int candidates)
    {
        var softmax = NewSoftmax(candidates, isSample: true);
        var indices = Draws.Indices(5, candidates);
        var own = Draws.Indices(5, Rows);

        var normalizers = SoftmaxSums.LogNormalizersWithout(own, indices, softmax);

        var isOwn = indices.unsqueeze(0).eq(own.unsqueeze(1));
        ShouldBe(normalizers, LogitsOf(softmax).Masked(isOwn, double.NegativeInfinity).logsumexp(1));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(20_000, false)]
    [InlineData(20_000, true)]
    public void MeanLogNormalizer_SomeBlocks_HasTheValueAndTheGradientsOfAutograd(int candidates, bool isWeighted)
    {
        var softmax = NewSoftmax(candidates, isSample: false);
        var (vectors, actions) = (softmax.Vectors.requires_grad_(), softmax.Actions.requires_grad_());
        var weights = isWeighted ? Draws.Uniform(Rows) : null;

        var mean = SoftmaxSums.MeanLogNormalizer(softmax with { Vectors = vectors, Actions = actions }, meanShare: 0, weights);

        var expected = Losses.Mean(vectors.matmul(actions.t()).logsumexp(1), weights);
        ShouldBe(mean, expected);
        // The gradient of another loss that uses the mean.
        foreach (var (gradient, plain) in autograd.grad([mean.Squared()], [vectors, actions]).Zip(autograd.grad([expected.Squared()], [vectors, actions])))
            ShouldBe(gradient, plain);
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(20_000, false)]
    [InlineData(20_000, true)]
    public void MeanVariance_SomeBlocks_IsThatOfAllValues(int candidates, bool isSample)
    {
        var softmax = NewSoftmax(candidates, isSample);
        var (vectors, actions) = (Draws.Normal(Rows, ValueWidth), Draws.Normal(candidates, ValueWidth));

        var variance = SoftmaxSums.MeanVariance(vectors, actions, softmax);

        ShouldBe(variance, MeanVariance(vectors.matmul(actions.t()), LogitsOf(softmax).softmax(1)));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(7, true)]
    [InlineData(20_000, true)]
    public void MeanVarianceOfSharedSoftmax_AnyProbabilities_IsThatOfAllValues(int candidates, bool isSample)
    {
        var logits = isSample ? Draws.Normal(candidates) : null;
        // The variance is small beside the mean.
        var (vectors, actions) = (Draws.Normal(Rows, ValueWidth), Draws.Normal(candidates, ValueWidth).Plus(3));

        var variance = SoftmaxSums.MeanVarianceOfSharedSoftmax(vectors, actions, logits);

        ShouldBe(variance, MeanVariance(vectors.matmul(actions.t()), (logits ?? zeros(candidates)).softmax(0).unsqueeze(0)));
    }

    private static SoftmaxLogits NewSoftmax(int candidates, bool isSample)
        => new(Draws.Normal(Rows, Width), Draws.Normal(candidates, Width), new(null, isSample ? Draws.Normal(candidates) : null));

    private static Tensor LogitsOf(SoftmaxLogits softmax) => softmax.Candidates.Correct(softmax.Vectors.matmul(softmax.Actions.t()));

    private static Tensor MeanVariance(Tensor values, Tensor probabilities)
    {
        var deviations = values - (values * probabilities).sum(1, keepdim: true);
        return (deviations.Squared() * probabilities).sum(1).mean();
    }

    private static void ShouldBe(Tensor actual, Tensor expected)
        => Tabular.ToArray(actual).Should().Equal(Tabular.ToArray(expected),
            (left, right) => left.Equals(right) || Math.Abs(left - right) <= Precision * Math.Max(1, Math.Abs(right)));
}
