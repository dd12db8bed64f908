namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// Creates networks of the action's side of a two-tower function. They compute a row [v, b] of its table from the features of the action and, as field 0,
/// from the index that the action had in the fit.
/// </summary>
internal static class ActionTower
{
    /// <summary>Returns the sum of a network of the features, which has one head, and an embedding of the index.</summary>
    /// <param name="features">The network.</param>
    /// <param name="embeddings">The embeddings of all actions of the fit, row by row.</param>
    public static PlannedNetwork PlusEmbedding(PlannedNetwork features, float[] embeddings)
    {
        var (nodes, width) = (features.Plan.Nodes, features.Plan.OutputWidth);
        var sum = new SumNode([features.Plan.Heads[0], nodes.Count], width);
        return new(new([.. nodes, new EmbeddingNode(0, embeddings.Length / width, width), sum], [nodes.Count + 1]), [.. features.Weights, embeddings]);
    }

    /// <summary>Returns the network that maps x to [x, 0], the action's side of matched vectors.</summary>
    public static PlannedNetwork OfMatched(int width)
    {
        var builder = new PlanBuilder(width);
        return new(builder.Build([PlanBuilder.Input, builder.Dense(PlanBuilder.Input, 1)]), [new float[width], new float[1]]);
    }

    /// <summary>Returns whether a row of the table depends on the index of the action.</summary>
    public static bool ReadsIndex(PlannedNetwork network) => network.Plan.Nodes.Any(node => node is EmbeddingNode);

    /// <summary>Returns the same network with one more index, the number of actions of the fit, whose embeddings are 0.</summary>
    public static PlannedNetwork WithUnknownIndex(PlannedNetwork network)
    {
        List<PlanNode> nodes = [];
        List<float[]> weights = [];
        foreach (var node in network.Plan.Nodes)
        {
            var own = network.Weights[weights.Count..(weights.Count + network.Plan.WeightShapesOf(node).Count)];
            nodes.Add(node is EmbeddingNode field ? field with { Count = field.Count + 1 } : node);
            weights.AddRange(node is EmbeddingNode ? [[.. own[0], .. new float[node.Width]]] : own);
        }
        return new(new(nodes, network.Plan.Heads), [.. weights]);
    }
}
