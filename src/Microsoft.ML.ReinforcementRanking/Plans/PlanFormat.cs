namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Reads and writes a network (plan and weights) in the model file.</summary>
internal static class PlanFormat
{
    private const byte DenseKind = 1;

    // *** Binary format ***
    // int: input width; int: number of further nodes
    // per node: byte kind (1 = dense), int from, int width, byte activation
    // int: number of heads; int per head
    // per weight array (lengths follow from the plan): floats
    public static void Write(BinaryWriter writer, PlannedNetwork network)
    {
        var plan = network.Plan;
        writer.Write(plan.InputWidth);
        writer.Write(plan.Nodes.Count - 1);
        foreach (var node in plan.DenseNodes)
        {
            writer.Write(DenseKind);
            writer.Write(node.From);
            writer.Write(node.Width);
            writer.Write((byte)node.Activation);
        }
        writer.Write(plan.Heads.Count);
        foreach (var head in plan.Heads)
            writer.Write(head);
        foreach (var array in network.Weights)
            FloatFormat.Write(writer, array);
    }

    public static PlannedNetwork Read(BinaryReader reader)
    {
        List<PlanNode> nodes = [new InputNode(reader.ReadInt32())];
        var count = reader.ReadInt32();
        for (var index = 0; index < count; index++)
        {
            var kind = reader.ReadByte();
            if (kind != DenseKind)
                throw new FormatException($"The model file holds a network node of kind {kind}, which this version does not know; load it with the version that wrote it.");
            nodes.Add(new DenseNode(reader.ReadInt32(), reader.ReadInt32(), (Activation)reader.ReadByte()));
        }
        var heads = new int[reader.ReadInt32()];
        for (var index = 0; index < heads.Length; index++)
            heads[index] = reader.ReadInt32();
        var plan = new NetworkPlan(nodes, heads);
        return new(plan, [.. plan.WeightLengths.Select(length => FloatFormat.Read(reader, length))]);
    }
}
