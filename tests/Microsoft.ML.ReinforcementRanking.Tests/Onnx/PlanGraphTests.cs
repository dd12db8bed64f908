using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Onnx;

/// <summary>Compares networks in ONNX Runtime with the managed evaluator, for every kind of node.</summary>
public sealed class PlanGraphTests
{
    private const int Features = 5;
    private const int FieldSize = 4;
    private const int Rows = 9;

    private readonly Random _random = new(1);

    [Fact]
    public void Add_OfEveryKindOfNode_IsTheEvaluator()
    {
        var plan = OfEveryKind();
        plan.Nodes.Select(node => node.GetType()).Distinct().Should()
            .BeEquivalentTo(typeof(PlanNode).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PlanNode))), "a new kind of node needs a form in ONNX");

        ShouldBeTheEvaluator(plan, scale: 1);
    }

    [Fact]
    public void Add_OfNumbersFarFromZero_IsTheEvaluator() => ShouldBeTheEvaluator(OfEveryKind(), scale: 30);

    private static NetworkPlan OfEveryKind()
    {
        var builder = new PlanBuilder(Features);
        var field = builder.Add(new EmbeddingNode(0, FieldSize, 3));
        var first = builder.Slice(PlanBuilder.Input, 0, 2);
        var middle = builder.Slice(PlanBuilder.Input, 1, 3);
        var last = builder.Slice(PlanBuilder.Input, 4, 1);
        var all = builder.Slice(PlanBuilder.Input, 0, Features);
        var hidden = builder.Dense(builder.Concat(first, last), 3, Activation.Relu);
        var sum = builder.Sum(hidden, field, middle);
        var machine = builder.Add(new FactorizationMachineNode(all, [field, hidden], 4));
        var mixture = builder.Mixture(sum, [hidden, field, middle]);
        var attention = builder.Add(new AttentionNode([mixture, field], 3));
        var alone = builder.Add(new AttentionNode([mixture], 3));
        var both = builder.Add(new ConjunctionNode(builder.Dense(attention, 1), last));
        var never = builder.Dense(alone, 2, Activation.NegativeSoftplus);
        return builder.Build([machine, both, never, sum]);
    }

    private void ShouldBeTheEvaluator(NetworkPlan plan, float scale)
    {
        var network = new PlannedNetwork(plan, [.. plan.WeightLengths.Select(length => Numbers(length, scale: 1))]);
        float[][] features = [.. Enumerable.Range(0, Rows).Select(_ => Numbers(Features, scale))];
        // 0, and numbers that are no key, are no values.
        long[][] keys = [[1, 2, 3], [0, 0, 0], [0, 3, 0], [7, -1, 0], [2, 2, 1], [3, 0, 0], [9, 1, 1], [0, 0, 2], [3, 3, 3]];
        using var model = new OnnxModel(ToFile(network));

        var outputs = model.Run(OnnxModel.Input("Features", features), OnnxModel.Input("Field", keys))["Output"];

        var expected = new float[plan.OutputWidth];
        for (var row = 0; row < Rows; row++)
        {
            var values = keys[row].Where(key => key is > 0 and < FieldSize).Select(key => (int)key).ToList();
            network.CreateEvaluator().Evaluate(features[row], [values.Count > 0 ? values : [0]], expected);
            foreach (var (value, number) in outputs[row].Zip(expected))
                value.ShouldBe(number);
        }
    }

    private static byte[] ToFile(PlannedNetwork network)
    {
        var file = new OnnxFile();
        file.AddInput(new("Features", OnnxElementType.Float, Features));
        file.AddInput(new("Field", OnnxElementType.Int64, Width: null));
        var graph = new OnnxGraph(file);
        graph.Rename(PlanGraph.Add(graph, network, "Features", "Field"), "Output");
        file.AddOutput(new("Output", OnnxElementType.Float, network.Plan.OutputWidth));
        using var stream = new MemoryStream();
        file.WriteTo(stream);
        return stream.ToArray();
    }

    private float[] Numbers(int count, float scale) => [.. Enumerable.Range(0, count).Select(_ => scale * (2 * _random.NextSingle() - 1))];
}
