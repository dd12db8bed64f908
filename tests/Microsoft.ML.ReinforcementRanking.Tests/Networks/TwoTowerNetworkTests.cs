using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Networks;

public sealed class TwoTowerNetworkTests
{
    [Fact]
    public void Freeze_WhileNothingIsTrained_ChangesNoEmbedding()
    {
        using var session = Tabular.OpenTorch(1);
        var network = NewNetwork();
        var some = tensor(new long[] { 2, 0, 2 });
        var (all, chosen) = (Embeddings(network, null), Embeddings(network, some));

        network.Freeze();

        Embeddings(network, null).Should().Equal(all);
        Embeddings(network, some).Should().Equal(chosen, Tabular.Within(1e-6));
    }

    [Fact]
    public void Train_AfterFreeze_EmbedsAnew()
    {
        using var session = Tabular.OpenTorch(1);
        var network = NewNetwork();
        network.Freeze();
        var before = Embeddings(network, null);

        network.SetTraining(true);
        network.Randomized();

        Embeddings(network, null).Should().NotEqual(before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Constructor_PolicyNetwork_BeginsWithHardlyAPreference(int actionWidth)
    {
        using var session = Tabular.OpenTorch(1);
        double LargestPreference(PolicyNetwork network)
        {
            var shape = new TwoTowerShape(StateWidth: 9, ActionCount: 4, [5], EmbeddingDimension: 3, Dropout: 0, UseActionIdentity: true,
                MatchedVectors: 0)
            { Network = network };
            var towers = new TwoTowerNetwork(shape, actionWidth == 0 ? null : Draws.Normal(4, actionWidth));
            return Tabular.ToArray(towers.EmbedStates(Draws.Normal(20, 9)).matmul(towers.EmbedActions(null).t())).Max(Math.Abs);
        }

        LargestPreference(new WideAndDeepNetwork()).Should().Be(0, "the action's side starts at 0, or the state's where the action's is its features");
        // The vectors have a deviation of .01 for numbers and of .05 for keys. Products of 9 fields with 4 over 8 dimensions have a deviation of .01 · .05
        // · √(9 · 4 · 8) = .008.
        LargestPreference(new DeepFMNetwork()).Should().BePositive().And.BeLessThan(0.05);
    }

    private static TwoTowerNetwork NewNetwork()
        => new TwoTowerNetwork(new(StateWidth: 9, ActionCount: 4, [5], EmbeddingDimension: 3, Dropout: 0.5, UseActionIdentity: true, MatchedVectors: 2),
            Draws.Normal(4, 3)).Randomized();

    private static double[] Embeddings(TwoTowerNetwork network, Tensor? actions) => Tabular.ToArray(network.EmbedActions(actions));
}
