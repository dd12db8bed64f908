using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

[Collection(GlobalState.Name)]
public class IntraOpThreadsTests
{
    private const double Enough = IntraOpThreads.WorkPerThread;

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(2 * Enough - 1, 8, 1)]
    [InlineData(2 * Enough, 8, 2)]
    [InlineData(3.5 * Enough, 8, 3)]
    [InlineData(1e15, 8, 8)]
    [InlineData(1e15, 1, 1)]
    public void Suited_Work_IsAThreadForEachShareThatPays(double layerWork, int available, int expected)
        => IntraOpThreads.Suited(layerWork, available).Should().Be(expected);

    [Fact]
    public void Mean_TwoLayers_IsTheMeanOfTheirMultiplyAdds()
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        using var module = new PlannedModule(NetworkPlan.Tower(10, [20], 5), dropout: 0);

        LayerWork.Mean([module], rows: 100).Should().Be(100 * (10 * 20 + 20 * 5) / 2.0);
    }

    [Theory]
    [InlineData(1_000, (10 * 20 + 20 * 8) / 2.0)]
    [InlineData(60_000, (10 * 20 + 20 * 8 + LayerWork.SampleSize * 8) / 3.0)]
    public void Mean_Catalog_CountsProductsWithSamplesOfActionsOnly(int actionCount, double expected)
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        using var module = new TwoTowerNetwork(new(10, actionCount, [20], 7, Dropout: 0, UseActionIdentity: true, MatchedVectors: 0), actionFeatures: null);

        LayerWork.Mean([module], rows: 100).Should().BeApproximately(100 * expected, 1e-6);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 1e15)]
    public void ForOperations_GivenNumber_StaysWhateverTheWork(int given, double work)
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1, numberOfThreads: given);

        using (IntraOpThreads.ForOperations(work))
            Counts.Here.Should().Be(given);
    }

    [Fact]
    public void ForOperations_LargeWork_RaisesTheNumberUntilDisposal()
    {
        var elsewhere = Counts.OnNewThread();
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        var available = PassiveWaiting.IsInForce ? Math.Min(elsewhere, Environment.ProcessorCount) : 1;

        using (IntraOpThreads.ForOperations(1e15))
        {
            Counts.Here.Should().Be(available);
            Counts.OnNewThread().Should().Be(elsewhere, "the number of other threads is the application's");
        }

        Counts.Here.Should().Be(1);
    }

    [Fact]
    public void ForOperations_OutsideOfASession_ChangesNothing()
    {
        var before = Counts.Here;

        using (IntraOpThreads.ForOperations(1e15))
            Counts.Here.Should().Be(before);
    }

    [Fact]
    public void Dispose_NestedSessions_PutsEachNumberBack()
    {
        var (before, elsewhere) = (Counts.Here, Counts.OnNewThread());
        using (TorchSession.Open(new MLContext(1), seed: 1, numberOfThreads: 3))
        {
            Counts.Here.Should().Be(3);
            using (TorchSession.Open(new MLContext(1), seed: 1, numberOfThreads: 2))
                Counts.Here.Should().Be(2);
            Counts.Here.Should().Be(3);
            Counts.OnNewThread().Should().Be(elsewhere, "the number of other threads is the application's");
        }

        Counts.Here.Should().Be(before);
        Counts.OnNewThread().Should().Be(elsewhere);
    }

    [Fact]
    public void ChooseThreads_GivenNumber_StaysWhateverTheWork()
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1, numberOfThreads: 3);

        session.ChooseThreads([], rows: 1);

        Counts.Here.Should().Be(3);
    }

    [Fact]
    public void ChooseThreads_SmallWork_IsOneThread()
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);

        session.ChooseThreads([], rows: 1);

        get_num_threads().Should().Be(1);
    }
}
