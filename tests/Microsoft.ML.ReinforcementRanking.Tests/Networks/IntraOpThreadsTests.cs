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

    [Fact]
    public void Mean_Catalog_CountsTheProductWithItsActionsAndNotTheTableOfTheirIds()
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        using var module = new TwoTowerNetwork(new(10, 1000, [20], 7, Dropout: 0, UseActionIdentity: true, MatchedVectors: 0), actionFeatures: null);

        LayerWork.Mean([module], rows: 100).Should().BeApproximately(100 * (10 * 20 + 20 * 8 + 1000 * 8) / 3.0, 1e-6);
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
