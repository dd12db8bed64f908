using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Reads and writes a network (plan and weights) in the model file.</summary>
internal static class PlanFormat
{
    // A number is never used again for another kind.
    private const byte Dense = 1, Slice = 2, Embedding = 3, Concat = 4, Mixture = 5, Attention = 6, Conjunction = 7, Sum = 8, FactorizationMachine = 9;

    // A kind, two numbers, and a count or an activation.
    private const int SmallestNode = sizeof(byte) + 2 * sizeof(int);

    // *** Binary format ***
    // int: input width; int: number of further nodes
    // per node: byte kind, then its fields in order; a list of nodes is an int count and that many ints
    // int: number of heads; int per head
    // per weight array (lengths follow from the plan): floats
    public static void Write(BinaryWriter writer, PlannedNetwork network)
    {
        var plan = network.Plan;
        writer.Write(plan.InputWidth);
        writer.Write(plan.Nodes.Count - 1);
        foreach (var node in plan.Nodes.Skip(1))
            WriteNode(writer, node);
        WriteList(writer, plan.Heads);
        foreach (var array in network.Weights)
            FloatFormat.Write(writer, array);
    }

    public static PlannedNetwork Read(ModelReader reader)
    {
        var input = new InputNode(reader.ReadInt32());
        PlanNode[] nodes = [input, .. reader.ReadList("network nodes", SmallestNode, _ => ReadNode(reader))];
        var plan = new NetworkPlan(nodes, ReadList(reader));
        reader.Spend(plan.Operations, "a network");
        return new(plan, [.. plan.WeightShapes.Select(shape => reader.ReadFloats((long)shape.Rows * shape.Columns))]);
    }

    private static void WriteNode(BinaryWriter writer, PlanNode node)
    {
        switch (node)
        {
            case DenseNode dense:
                WriteFields(writer, Dense, dense.From, dense.Width);
                writer.Write((byte)dense.Activation);
                break;
            case SliceNode slice:
                WriteFields(writer, Slice, slice.From, slice.Start, slice.Width);
                break;
            case EmbeddingNode embedding:
                WriteFields(writer, Embedding, embedding.Field, embedding.Count, embedding.Width);
                break;
            case ConcatNode concat:
                WriteFields(writer, Concat, concat.Parts, concat.Width);
                break;
            case MixtureNode mixture:
                WriteFields(writer, Mixture, mixture.Experts, mixture.Gate, mixture.Width);
                break;
            case AttentionNode attention:
                WriteFields(writer, Attention, attention.Tokens, attention.Width);
                break;
            case ConjunctionNode conjunction:
                WriteFields(writer, Conjunction, conjunction.First, conjunction.Second);
                break;
            case SumNode sum:
                WriteFields(writer, Sum, sum.Parts, sum.Width);
                break;
            case FactorizationMachineNode machine:
                WriteFields(writer, FactorizationMachine, machine.Embeddings, machine.Numbers, machine.Width);
                break;
            default:
                throw new InvalidOperationException($"The model file has no form for {node.GetType().Name}.");
        }
    }

    private static PlanNode ReadNode(ModelReader reader) => reader.ReadByte() switch
    {
        Dense => new DenseNode(reader.ReadInt32(), reader.ReadInt32(), (Activation)reader.ReadByte()),
        Slice => new SliceNode(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()),
        Embedding => new EmbeddingNode(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()),
        Concat when reader.ReadInt32() is var width => new ConcatNode(ReadList(reader), width),
        Mixture when (reader.ReadInt32(), reader.ReadInt32()) is var (gate, width) => new MixtureNode(gate, ReadList(reader), width),
        Attention when reader.ReadInt32() is var width => new AttentionNode(ReadList(reader), width),
        Conjunction => new ConjunctionNode(reader.ReadInt32(), reader.ReadInt32()),
        Sum when reader.ReadInt32() is var width => new SumNode(ReadList(reader), width),
        FactorizationMachine
            when (reader.ReadInt32(), reader.ReadInt32()) is var (numbers, width) => new FactorizationMachineNode(numbers, ReadList(reader), width),
        var kind => throw new FormatException(
            $"The file contains a network node of kind {kind}, which this version cannot read. Load it with the version that wrote it."),
    };

    private static void WriteFields(BinaryWriter writer, byte kind, params ReadOnlySpan<int> fields)
    {
        writer.Write(kind);
        foreach (var field in fields)
            writer.Write(field);
    }

    private static void WriteFields(BinaryWriter writer, byte kind, IReadOnlyList<int> list, params ReadOnlySpan<int> fields)
    {
        WriteFields(writer, kind, fields);
        WriteList(writer, list);
    }

    private static void WriteList(BinaryWriter writer, IReadOnlyList<int> numbers)
    {
        writer.Write(numbers.Count);
        foreach (var number in numbers)
            writer.Write(number);
    }

    private static int[] ReadList(ModelReader reader) => reader.ReadList("network sources", sizeof(int), _ => reader.ReadInt32());
}
