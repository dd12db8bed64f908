using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests properties of the backbones that do not depend on their weights: docs/equations-rmtl.md (E9).</summary>
public sealed class BackboneTests : IDisposable
{
    private const int Features = 5;

    private static readonly bool[] Tasks = [true, true];

    private readonly TorchSession _session = Tabular.OpenTorch(1);

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Esmm_AnyWeights_NeverHasTheSecondTaskAboveTheFirst()
    {
        var network = Random(new EsmmBackbone { BottomUnits = [8], TowerUnits = [5] });
        // Some logits are about ±100, where probabilities round to 0 and 1.
        foreach (var scale in new[] { 1f, 10f, 1000f })
            Outputs(network, scale).Should().OnlyContain(row => row[1] <= row[0]);
    }

    [Fact]
    public void Esmm_RegressionBetweenBinaryTasks_LeavesTheChainOfTheBinaryOnes()
    {
        var network = Random(new EsmmBackbone { BottomUnits = [8], TowerUnits = [5] }, [true, false, true]);

        Outputs(network, 10).Should().OnlyContain(row => row[2] <= row[0]).And.Contain(row => row[1] > row[0]);
    }

    [Fact]
    public void Mmoe_OneExpert_IsTheSharedBottom()
    {
        var mixture = Random(new MmoeBackbone { NumberOfExperts = 1, ExpertUnits = [8, 6], TowerUnits = [5] });

        // Each gate has one logit, and so a share of 1. Without the gates, the order of the weights is that of the shared bottom.
        var shared = new PlannedNetwork(Plan(new SharedBottomBackbone { BottomUnits = [8, 6], TowerUnits = [5] }),
            [.. Parts(mixture).Where(part => !part.IsGate).SelectMany(part => part.Weights)]);

        ShouldBeEqual(mixture, shared);
    }

    [Fact]
    public void Mmoe_EqualGates_IsOmoe()
    {
        var one = Random(new OmoeBackbone { NumberOfExperts = 3, ExpertUnits = [8, 6], TowerUnits = [5] });
        var gate = Parts(one).Single(part => part.IsGate);
        var (experts, towers) = (Parts(one).TakeWhile(part => !part.IsGate).ToArray(), Parts(one).SkipWhile(part => !part.IsGate).Skip(1).Chunk(2).ToArray());

        // For each task, there are its gate and its tower of two layers.
        var many = new PlannedNetwork(Plan(new MmoeBackbone { NumberOfExperts = 3, ExpertUnits = [8, 6], TowerUnits = [5] }),
            [.. experts.Concat(towers.SelectMany(tower => tower.Prepend(gate))).SelectMany(part => part.Weights)]);

        ShouldBeEqual(many, one);
    }

    [Fact]
    public void Ple_OneLayerWithoutTaskExperts_IsMmoeOverItsSharedExperts()
    {
        var layered = Random(new PleBackbone { NumberOfSharedExperts = 3, NumberOfTaskExperts = 0, ExpertUnits = [8], TowerUnits = [5] });
        var (experts, gates) = (Parts(layered).TakeWhile(part => !part.IsGate).ToArray(), Parts(layered).Where(part => part.IsGate).ToArray());
        var towers = Parts(layered).Skip(experts.Length + gates.Length).Chunk(2).ToArray();

        var flat = new PlannedNetwork(Plan(new MmoeBackbone { NumberOfExperts = 3, ExpertUnits = [8], TowerUnits = [5] }),
            [.. experts.Concat(gates.Zip(towers, (gate, tower) => tower.Prepend(gate)).SelectMany(parts => parts)).SelectMany(part => part.Weights)]);

        ShouldBeEqual(layered, flat);
    }

    [Fact]
    public void Mixture_OfEqualExperts_IsTheExpertSinceSharesSumToOne()
    {
        foreach (MultiTaskBackbone backbone in new MultiTaskBackbone[] { new MmoeBackbone { ExpertUnits = [8], TowerUnits = [] },
            new OmoeBackbone { ExpertUnits = [8], TowerUnits = [] }, new PleBackbone { ExpertUnits = [8], TowerUnits = [] } })
        {
            var network = Random(backbone);
            var parts = Parts(network).ToArray();
            var expert = parts.First(part => !part.IsGate && part.Node is DenseNode);
            var equal = parts.Select(part => !part.IsGate && part.Node is DenseNode { Activation: Activation.Relu } ? expert : part).ToArray();
            var shared = new PlannedNetwork(Plan(new SharedBottomBackbone { BottomUnits = [8], TowerUnits = [] }),
                [.. parts.Where(part => part.Node is EmbeddingNode).Append(expert).Concat(parts.Where(part => part.Node is DenseNode { Width: 1 }))
                    .SelectMany(part => part.Weights)]);

            ShouldBeEqual(new(network.Plan, [.. equal.SelectMany(part => part.Weights)]), shared);
        }
    }

    [Fact]
    public void Attention_ValuesThatDependOnNothing_AreGivenBackSinceSharesSumToOne()
    {
        var builder = new PlanBuilder(6);
        var plan = builder.Build([builder.Add(new AttentionNode([builder.Slice(0, 0, 3), builder.Slice(0, 3, 3)], 3))]);
        var random = new PlannedModule(plan, dropout: 0).Randomized().ToNetwork();
        // V of both tokens is its bias. K and Q, which determine the shares, are not changed.
        var network = new PlannedNetwork(plan, [new float[9], [2, -3, 5], .. random.Weights[2..]]);
        var module = new PlannedModule(plan, dropout: 0);
        module.LoadWeights(network.Weights);
        var output = new float[3];

        network.CreateEvaluator().Evaluate([4, -1, 2, 0, 3, -5], output);

        output.Should().Equal([2, -3, 5], (value, bias) => Math.Abs(value - bias) < 1e-6);
        output.ShouldBe(module.Forward(TorchSharp.torch.tensor(new float[] { 4, -1, 2, 0, 3, -5 }).unsqueeze(0)));
    }

    private static NetworkPlan Plan(MultiTaskBackbone backbone, bool[]? tasks = null) => new TaskPlans(Features, [4], 2).Tasks(backbone, tasks ?? Tasks);

    private static PlannedNetwork Random(MultiTaskBackbone backbone, bool[]? tasks = null) => new PlannedModule(Plan(backbone, tasks), dropout: 0).Randomized()
        .ToNetwork();

    /// <summary>Gets the nodes with weights in their order, and the weights of each.</summary>
    private static IEnumerable<(PlanNode Node, bool IsGate, float[][] Weights)> Parts(PlannedNetwork network)
    {
        HashSet<int> gates = [.. network.Plan.Nodes.OfType<MixtureNode>().Select(mixture => mixture.Gate)];
        var first = 0;
        foreach (var (index, node) in network.Plan.Nodes.Index())
        {
            var count = network.Plan.WeightShapesOf(node).Count;
            if (count > 0)
                yield return (node, gates.Contains(index), network.Weights[first..(first + count)]);
            first += count;
        }
    }

    private static void ShouldBeEqual(PlannedNetwork one, PlannedNetwork other)
    {
        foreach (var (row, expected) in Outputs(one, 1).Zip(Outputs(other, 1)))
            row.Should().Equal(expected, (value, number) => Math.Abs(value - number) <= 1e-6 * Math.Max(1, Math.Abs(number)));
        Outputs(one, 1).Select(row => row[0]).Distinct().Should().HaveCountGreaterThan(10, "the outputs vary");
    }

    private static float[][] Outputs(PlannedNetwork network, float scale)
    {
        var random = new Random(1);
        var evaluator = network.CreateEvaluator();
        return [.. Enumerable.Range(0, 200).Select(row =>
        {
            var output = new float[network.Plan.OutputWidth];
            evaluator.Evaluate([.. Enumerable.Range(0, Features).Select(_ => scale * (float)(2 * random.NextDouble() - 1))], [[row % 4]], output);
            return output;
        })];
    }
}
