using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Parity;

/// <summary>Compares a two-tower network in libtorch with a managed head, and with the network that is loaded into libtorch again.</summary>
public sealed class TwoTowerParityTests : IDisposable
{
    private const int States = 9;

    private readonly TorchSession _session = TorchSession.Open(new MLContext(1), seed: 1);

    public static TheoryData<PolicyNetwork, int, bool, int> PolicyNetworks => new()
    {
        { new WideAndDeepNetwork(), 0, true, 0 },
        { new WideAndDeepNetwork(), 5, true, 0 },
        { new WideAndDeepNetwork(), 5, false, 2 },
        { new DeepFMNetwork { FieldDimension = 1 }, 0, true, 0 },
        { new DeepFMNetwork(), 5, true, 2 },
        { new DeepFMNetwork(), 5, false, 0 },
    };

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(new int[0], 1, 3, 0, true, 0)]
    [InlineData(new[] { 1 }, 1, 1, 0, true, 0)]
    [InlineData(new[] { 16 }, 8, 6, 0, true, 0)]
    [InlineData(new[] { 16 }, 8, 6, 0, false, 0)]
    [InlineData(new[] { 16 }, 8, 6, 5, true, 1)]
    [InlineData(new[] { 16 }, 8, 6, 5, false, 0)]
    [InlineData(new[] { 64, 32 }, 33, 100, 17, true, 0)]
    [InlineData(new[] { 128, 64, 32 }, 64, 257, 40, false, 2)]
    [InlineData(new int[0], 2, 6, 3, true, 3)]
    public void Logits_OfTheCatalog_AreTorchs(int[] hiddenUnits, int embeddingDimension, int actions, int actionFeatures, bool useIdentity, int matchedVectors)
    {
        var shape = new TwoTowerShape((1 + matchedVectors) * actionFeatures
            + 4, actions, hiddenUnits, embeddingDimension, Dropout: 0.5, useIdentity, matchedVectors);
        ShouldAgree(shape, actionFeatures);
    }

    [Theory]
    [MemberData(nameof(PolicyNetworks))]
    public void Logits_OfAPolicyNetwork_AreTorchs(PolicyNetwork policyNetwork, int actionFeatures, bool useIdentity, int matchedVectors)
    {
        foreach (int[] hiddenUnits in new int[][] { [], [16, 8] })
        {
            ShouldAgree(
                new TwoTowerShape((1 + matchedVectors) * actionFeatures
                    + 4, 7, hiddenUnits, EmbeddingDimension: 6, Dropout: 0.5, useIdentity, matchedVectors)
                { Network = policyNetwork },
                actionFeatures);
        }
    }

    private static void ShouldAgree(TwoTowerShape shape, int actionFeatures)
    {
        var network = new TwoTowerNetwork(shape, actionFeatures == 0 ? null : Draws.Normal(shape.ActionCount, actionFeatures)).Randomized();
        var states = Draws.Normal(States, shape.StateWidth);
        var head = new CategoricalPolicyHead("Action", [.. network.ToBlocks(network.CopyMatchedFeatures()).Select(block => new PolicyBlock(block, 1, 0))], [],
            constraintStrength: null);

        var expected = new NetworkPolicy(network).Logits(states, CandidateSet.WholeCatalog);
        var own = network.ScoreActions(states, zeros(States, ScalarType.Int64));

        var evaluator = new CategoricalPolicyEvaluator(head);
        var logits = new float[shape.ActionCount];
        var score = new float[1];
        foreach (var (row, state) in states.ToRows().Index())
        {
            evaluator.Load(head.NewRow(state, action: 0));
            evaluator.Logits().OfAll(logits);
            logits.ShouldBe(expected[row]);
            evaluator.Compute(0, score);
            score.ShouldBe(own[row]);
        }
        using var returned = new FixedPolicy(head, CPU);
        returned.Logits(states, CandidateSet.WholeCatalog).flatten().data<float>().ToArray().ShouldBe(expected);
    }
}
