using System.Numerics.Tensors;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Tests the pairs of a factorization machine against numbers by hand (docs/equations-tscac.md (E11)), and as the two-tower function that a softmax over a
/// catalog needs.
/// </summary>
public sealed class FactorizationMachineTests : IDisposable
{
    private const int StateWidth = 4;
    private const int ActionCount = 5;

    private static readonly TowerSizes KeyOnly = new(StateWidth, 0, ActionCount, UseKey: true, HiddenUnits: [3], EmbeddingDimension: 2);

    private readonly TorchSession _session = Tabular.OpenTorch(1);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    [InlineData(1)]
    public void Machine_OfThreeFields_IsTheSumOfPairwiseDotProducts(int numbers)
    {
        // The first values are numbers of 1. The rest are embeddings.
        float[][] fields = [[1, 2], [3, 4], [5, 6]];
        var builder = new PlanBuilder(numbers);
        var embeddings = Enumerable.Range(0, 3 - numbers).Select(field => builder.Add(new EmbeddingNode(field, 1, 2))).ToArray();
        var plan = builder.Build([builder.Add(new FactorizationMachineNode(PlanBuilder.Input, embeddings, 3))]);
        float[][] weights = [.. fields[numbers..], [.. fields[..numbers].SelectMany(row => row)]];
        var module = new PlannedModule(plan, dropout: 0);
        module.LoadWeights(weights);
        float[] expected = [1 + 3 + 5, 2 + 4 + 6, (1 * 3 + 2 * 4) + (1 * 5 + 2 * 6) + (3 * 5 + 4 * 6)];
        expected[2].Should().Be(67);

        var managed = new float[3];
        new PlannedNetwork(plan, weights).CreateEvaluator()
            .Evaluate(Enumerable.Repeat(1f, numbers).ToArray(), [.. embeddings.Select(_ => new List<int> { 0 })], managed);
        var torch = module.Evaluate(ones([1, numbers]), [.. embeddings.Select(_ => (tensor(new[] { 0L }), (TorchSharp.torch.Tensor?)null))]);

        managed.Should().Equal(expected);
        Tabular.ToArray(torch).Should().Equal(expected.Select(value => (double)value));
    }

    public static TheoryData<int, bool> Fields => new() { { 0, true }, { 3, true }, { 3, false } };

    [Theory]
    [MemberData(nameof(Fields))]
    public void DeepFM_WithoutItsDeepPart_IsTheMachineOverAllFieldsOfStateAndAction(int actionWidth, bool useKey)
    {
        var random = new Random(1);
        var sizes = KeyOnly with { ActionWidth = actionWidth, UseKey = useKey };
        var network = new DeepFMNetwork { FieldDimension = 3 };
        var (state, action) = (network.State(sizes), network.Action(sizes));
        var (stateWeights, actionWeights) = (Machine(state, random), Machine(action, random));
        var (own, others) = (Draw(random, StateWidth), Enumerable.Range(0, ActionCount).Select(_ => Draw(random, actionWidth)).ToArray());

        for (var key = 0; key < ActionCount; key++)
        {
            var vectors = VectorsOf(state, stateWeights, own, null).Concat(VectorsOf(action, actionWeights, others[key], useKey ? key : null)).ToArray();
            var expected = vectors.SelectMany((first, index) => vectors[(index + 1)..].Select(second => (double)TensorPrimitives.Dot<float>(first, second)))
                .Sum();

            TwoTower(Evaluate(state, stateWeights, own, key), Evaluate(action, actionWeights, others[key], key)).Should().BeApproximately(expected, 1e-5);
        }
    }

    [Fact]
    public void DeepFM_OfAnyWeights_IsMachinePlusDeepPlusLinearPart()
    {
        var random = new Random(2);
        var sizes = KeyOnly with { ActionWidth = 3 };
        var network = new DeepFMNetwork { FieldDimension = 3 };
        var (state, action) = (network.State(sizes), network.Action(sizes));
        var (stateWeights, actionWeights) = (Drawn(state, random, _ => true), Drawn(action, random, _ => true));
        var (own, other) = (Draw(random, StateWidth), Draw(random, 3));
        double Part(Func<PlanNode, bool> isKept)
            => TwoTower(Evaluate(state, Kept(state, stateWeights, isKept), own, 1), Evaluate(action, Kept(action, actionWeights, isKept), other, 1));

        // The embedding of the key belongs to both parts. If the hidden layers are 0, only the machine uses it.
        var machine = Part(node => node is FactorizationMachineNode or EmbeddingNode { Width: > 1 });
        var deep = Part(node => node is DenseNode { Width: > 1 } or EmbeddingNode { Width: > 1 });
        var keyPairs = Part(node => node is EmbeddingNode { Width: > 1 });
        var linear = Part(node => node is DenseNode { Width: 1 } or EmbeddingNode { Width: 1 });

        keyPairs.Should().Be(0, "a single field has no pairs");
        TwoTower(Evaluate(state, stateWeights, own, 1), Evaluate(action, actionWeights, other, 1)).Should().BeApproximately(machine + deep + linear, 1e-5);
    }

    private static double TwoTower(float[] state, float[] action)
        => TensorPrimitives.Dot<float>(state.AsSpan(0, state.Length - 1), action.AsSpan(0, action.Length - 1)) + state[^1] + action[^1];

    private static float[] Evaluate(NetworkPlan plan, float[][] weights, float[] numbers, int key)
    {
        var output = new float[plan.OutputWidth];
        new PlannedNetwork(plan, weights).CreateEvaluator().Evaluate(numbers, [[key]], output);
        return output;
    }

    /// <summary>Gets the weights of the machine alone.</summary>
    private static float[][] Machine(NetworkPlan plan, Random random)
        => Drawn(plan, random, node => node is FactorizationMachineNode or EmbeddingNode { Width: > 1 });

    private static float[][] Drawn(NetworkPlan plan, Random random, Func<PlanNode, bool> isKept)
        => Kept(plan, [.. plan.WeightLengths.Select(length => Draw(random, length))], isKept);

    /// <summary>Gets the weights, with those of other nodes set to 0.</summary>
    private static float[][] Kept(NetworkPlan plan, float[][] weights, Func<PlanNode, bool> isKept)
    {
        bool[] keeps = [.. plan.Nodes.SelectMany(node => plan.WeightShapesOf(node).Select(_ => isKept(node)))];
        return [.. weights.Zip(keeps, (array, keep) => keep ? array : new float[array.Length])];
    }

    /// <summary>Gets one vector per field: numbers times their rows, and the embedding of the key.</summary>
    private static IEnumerable<float[]> VectorsOf(NetworkPlan plan, float[][] weights, float[] numbers, int? key)
    {
        // Without numbers, there is no machine on the side of the action.
        var table = numbers.Length == 0 ? [] : weights[Index(plan, node => node is FactorizationMachineNode)];
        var fields = numbers.Select((number, field) => table[(3 * field)..(3 * field + 3)].Select(value => number * value).ToArray());
        return key is { } row ? fields.Append(weights[Index(plan, node => node is EmbeddingNode { Width: > 1 })][(3 * row)..(3 * row + 3)]) : fields;
    }

    private static int Index(NetworkPlan plan, Predicate<PlanNode> isSought)
        => plan.Nodes.TakeWhile(node => !isSought(node)).Sum(node => plan.WeightShapesOf(node).Count);

    private static float[] Draw(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)BanditWorld.Normal(random))];
}
