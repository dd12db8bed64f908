using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests which actions are the candidates of a step, and the corrections of a sample.</summary>
public sealed class CandidateSamplerTests : IDisposable
{
    private const int SampleSize = 4000;

    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly LogRows _log = Tabular.Log(1, 3, [new(0, 0, 1), new(0, 0, 1), new(0, 1, 1)]);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Of_CatalogOfTheLargestExactSize_IsWhole()
    {
        using var sampler = new CandidateSampler(_log, CPU, largestExactCatalog: 3);

        sampler.Of(Tabular.Batch(_log)).Should().BeSameAs(CandidateSet.WholeCatalog);
        sampler.OfNext(Tabular.Batch(_log)).Should().BeSameAs(CandidateSet.WholeCatalog);
    }

    [Fact]
    public void Of_LargerCatalog_IsASampleBySmoothedCounts()
    {
        using var sampler = new CandidateSampler(_log, CPU, largestExactCatalog: 2, SampleSize);

        var set = sampler.Of(Tabular.Batch(_log));

        // The counts are 2, 1 and 0, and each has 1 added.
        double[] probabilities = [3.0 / 6, 2.0 / 6, 1.0 / 6];
        var (drawn, corrections) = (set.Indices!.data<long>().ToArray(), Tabular.ToArray(set.Correction!));
        set.IsSample.Should().BeTrue();
        drawn.Should().HaveCount(SampleSize);
        foreach (var (action, probability) in probabilities.Index())
        {
            // Five standard errors of a share.
            var margin = 5 * Math.Sqrt(probability * (1 - probability) / SampleSize);
            (drawn.Count(index => index == action) / (double)SampleSize).Should().BeApproximately(probability, margin);
            corrections.Where((_, place) => drawn[place] == action).Should()
                .OnlyContain(correction => Math.Abs(correction + Math.Log(SampleSize * probability)) < 1e-5);
        }
    }

    [Fact]
    public void Select_Sample_TakesItsColumns()
    {
        var set = new CandidateSet(tensor([2L, 0]), tensor([0.5f, -0.5f]));
        var values = tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } });

        Tabular.ToArray(set.Select(values)).Should().Equal(3, 1, 6, 4);
        Tabular.ToArray(set.Correct(set.Select(values))).Should().Equal(3.5f, 0.5f, 6.5f, 3.5f);
        Tabular.ToArray(set.MeanOf(set.Select(values))).Should().Equal(2, 5);
        Tabular.ToArray(CandidateSet.WholeCatalog.Select(values)).Should().Equal(1, 2, 3, 4, 5, 6);
    }
}
