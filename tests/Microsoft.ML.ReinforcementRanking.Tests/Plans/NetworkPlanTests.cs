using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Plans;

/// <summary>Tests the requirements for a plan and for a file with a plan. An invalid file is refused before it is evaluated.</summary>
public class NetworkPlanTests
{
    private const string NotBefore = "Node 1 of the network plan does not read a node before it.";
    private const string NotFitting = "Node * of the network plan does not fit the nodes that it reads.";
    private const string NoHeads = "A network plan needs heads, each the number of a node.";

    [Fact]
    public void NetworkPlan_WithoutItsInputFirst_IsRefused()
    {
        Refused([], 0).WithMessage("A network plan starts with its input node.");
        Refused([new DenseNode(0, 2, Activation.None)], 0).WithMessage("A network plan starts with its input node.");
        Refused([new InputNode(3), new InputNode(3)], 1).WithMessage(NotBefore);
    }

    [Fact]
    public void NetworkPlan_NodeThatReadsNothingBeforeIt_IsRefused()
    {
        Refused([new InputNode(3), new DenseNode(1, 2, Activation.None)], 1).WithMessage(NotBefore);
        Refused([new InputNode(3), new DenseNode(-1, 2, Activation.None)], 1).WithMessage(NotBefore);
        Refused([new InputNode(3), new DenseNode(0, 0, Activation.None)], 1).WithMessage(NotBefore);
        Refused([new InputNode(3), new ConcatNode([0, 2], 6)], 1).WithMessage(NotBefore);
    }

    [Fact]
    public void NetworkPlan_NodeThatDoesNotFitItsSources_IsRefused()
    {
        PlanNode[][] misfits =
        [
            [new InputNode(3), new SliceNode(0, 2, 2)],
            [new InputNode(3), new SliceNode(0, -1, 2)],
            [new InputNode(3), new EmbeddingNode(-1, 4, 2)],
            [new InputNode(3), new EmbeddingNode(0, 0, 2)],
            [new InputNode(3), new ConcatNode([0, 0], 5)],
            [new InputNode(3), new ConcatNode([], 3)],
            [new InputNode(3), new SumNode([0, 0], 2)],
            [new InputNode(3), new SumNode([], 3)],
            [new InputNode(3), new FactorizationMachineNode(0, [], 1)],
            [new InputNode(3), new FactorizationMachineNode(0, [0], 3)],
            [new InputNode(3), new SliceNode(0, 0, 2), new MixtureNode(0, [1, 1], 2)],
            [new InputNode(3), new SliceNode(0, 0, 2), new MixtureNode(1, [0, 1], 3)],
            [new InputNode(3), new SliceNode(0, 0, 2), new AttentionNode([0, 1], 3)],
            [new InputNode(3), new AttentionNode([], 3)],
            [new InputNode(3), new SliceNode(0, 0, 1), new ConjunctionNode(1, 0)],
        ];

        misfits.Should().AllSatisfy(nodes => Refused(nodes, nodes.Length - 1).WithMessage(NotFitting));
    }

    [Fact]
    public void NetworkPlan_NoHeadOrOneOfNoNode_IsRefused()
    {
        Refused([new InputNode(3)]).WithMessage(NoHeads);
        Refused([new InputNode(3)], 1).WithMessage(NoHeads);
        Refused([new InputNode(3)], -1).WithMessage(NoHeads);
    }

    [Fact]
    public void PlannedNetwork_WeightsOfOtherLengths_AreRefused()
    {
        var create = () => new PlannedNetwork(NetworkPlan.Tower(3, [], 2), [new float[6], new float[3]]);

        create.Should().Throw<FormatException>().WithMessage("The weights do not fit the network plan.");
    }

    [Fact]
    public void Read_NodeOfAnUnknownKind_SaysWhichVersionToUse()
        => Reading(writer =>
        {
            writer.Write(3);
            writer.Write(1);
            writer.Write((byte)99);
            writer.Write(new byte[8]);
        }).Should().Throw<FormatException>()
            .WithMessage("The file contains a network node of kind 99, which this version cannot read. Load it with the version that wrote it.");

    [Fact]
    public void Read_NodeThatDoesNotFit_IsRefused()
        => Reading(writer =>
        {
            // The input has size 3. Then values 2 to 4 of it are taken, with kind 2.
            foreach (var number in new[] { 3, 1 })
                writer.Write(number);
            writer.Write((byte)2);
            foreach (var number in new[] { 0, 2, 2, /* heads */ 1, 1 })
                writer.Write(number);
        }).Should().Throw<FormatException>().WithMessage(NotFitting);

    [Fact]
    public void Read_NetworkWithMoreWorkThanItsFileMayAskFor_IsRefused()
        => Reading(writer =>
        {
            // A sum, with kind 8, of the input alone. It needs no weights.
            const int Width = 1 << 19;
            foreach (var number in new[] { Width, 1 })
                writer.Write(number);
            writer.Write((byte)8);
            foreach (var number in new[] { Width, 1, 0, /* heads */ 1, 1 })
                writer.Write(number);
        }).Should().Throw<FormatException>().WithMessage("A network is far larger than the weights in the file are.");

    [Fact]
    public void Write_EveryKindOfNode_IsTheseBytes()
    {
        var plan = new NetworkPlan(
            [
                new InputNode(2), new EmbeddingNode(0, 3, 2), new ConcatNode([0, 1], 4), new DenseNode(2, 2, Activation.Relu), new MixtureNode(3, [0, 1], 2),
                new AttentionNode([4, 1], 2), new SliceNode(5, 1, 1), new DenseNode(5, 1, Activation.NegativeSoftplus), new ConjunctionNode(6, 7),
                new SumNode([0, 1], 2), new FactorizationMachineNode(3, [1], 3),
            ], [8, 7, 10]);
        float[][] weights = [.. plan.WeightLengths.Select(length => Enumerable.Range(0, length).Select(i => i + 0.5f).ToArray())];

        // These bytes are in the files of users. A change needs a new version, and a reader of the old version.
        var expected = Bytes(writer =>
        {
            void Node(byte kind, params int[] fields)
            {
                writer.Write(kind);
                Array.ForEach(fields, writer.Write);
            }
            Array.ForEach([/* width */ 2, /* nodes */ 10], writer.Write);
            Node(3, 0, 3, 2);
            Node(4, 4, /* list */ 2, 0, 1);
            Node(1, 2, 2);
            writer.Write((byte)1);
            Node(5, 3, 2, /* list */ 2, 0, 1);
            Node(6, 2, /* list */ 2, 4, 1);
            Node(2, 5, 1, 1);
            Node(1, 5, 1);
            writer.Write((byte)2);
            Node(7, 6, 7);
            Node(8, 2, /* list */ 2, 0, 1);
            Node(9, 3, 3, /* list */ 1, 1);
            Array.ForEach([/* list */ 3, 8, 7, 10], writer.Write);
            Array.ForEach([.. weights.SelectMany(array => array)], writer.Write);
        });
        Bytes(writer => PlanFormat.Write(writer, new(plan, weights))).Should().Equal(expected);
        PlanFormat.Read(Reader(expected)).Weights.Should().BeEquivalentTo(weights, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Merge_OfPlansWithEveryKindOfNode_RenumbersThem()
    {
        var builder = new PlanBuilder(4);
        var embedding = builder.Add(new EmbeddingNode(0, 5, 4));
        var mixture = builder.Mixture(builder.Concat(PlanBuilder.Input, embedding), [PlanBuilder.Input, embedding]);
        var machine = builder.Add(new FactorizationMachineNode(mixture, [embedding], 5));
        var attention = builder.Add(new AttentionNode([builder.Sum(mixture, builder.Slice(machine, 1, 4)), embedding], 4));
        var plan = builder.Build([builder.Add(new ConjunctionNode(builder.Slice(attention, 0, 1), builder.Dense(mixture, 1)))]);
        var weights = plan.WeightLengths.Select((length, array) => Enumerable.Range(0, length).Select(i => MathF.Sin(array + i)).ToArray()).ToArray();
        var (one, two) = (new float[1], new float[2]);

        new PlannedNetwork(plan, weights).CreateEvaluator().Evaluate([1, 2, -1, 0.5f], [[3]], one);
        new PlannedNetwork(NetworkPlan.Merge([plan, plan]), [.. weights, .. weights]).CreateEvaluator().Evaluate([1, 2, -1, 0.5f], [[3]], two);

        two.Should().Equal(one[0], one[0]);
    }

    private static FluentAssertions.Specialized.ExceptionAssertions<FormatException> Refused(PlanNode[] nodes, params int[] heads)
    {
        var create = () => new NetworkPlan(nodes, heads);
        return create.Should().Throw<FormatException>();
    }

    private static Func<PlannedNetwork> Reading(Action<BinaryWriter> write) => () => PlanFormat.Read(Reader(Bytes(write)));

    private static ModelReader Reader(byte[] bytes) => new(new BinaryReader(new MemoryStream(bytes)), bytes.Length);

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            write(writer);
        return stream.ToArray();
    }
}
