namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>A plan and its trained weights (per dense node: matrix row-major, then bias).</summary>
internal sealed class PlannedNetwork
{
    public PlannedNetwork(NetworkPlan plan, float[][] weights)
    {
        if (!plan.WeightLengths.SequenceEqual(weights.Select(array => array.Length)))
            throw new FormatException("The weights do not fit the network plan.");
        Plan = plan;
        Weights = weights;
    }

    public NetworkPlan Plan { get; }

    public float[][] Weights { get; }

    /// <summary>Several networks over the same input as one.</summary>
    public static PlannedNetwork Merge(IReadOnlyList<PlannedNetwork> networks)
        => new(NetworkPlan.Merge([.. networks.Select(network => network.Plan)]), [.. networks.SelectMany(network => network.Weights)]);

    /// <summary>The same network behind so many inputs that it does not read; only dense nodes read the input of a tower.</summary>
    public PlannedNetwork AfterInputs(int count)
    {
        if (count == 0)
            return this;
        var (width, layer) = (Plan.InputWidth, 0);
        var weights = Weights.ToArray();
        foreach (var node in Plan.Nodes)
        {
            if (node is DenseNode { From: 0 })
            {
                var matrix = new float[node.Width * (count + width)];
                for (var row = 0; row < node.Width; row++)
                    Weights[layer].AsSpan(row * width, width).CopyTo(matrix.AsSpan(row * (count + width) + count));
                weights[layer] = matrix;
            }
            layer += Plan.WeightShapesOf(node).Count;
        }
        return new(new NetworkPlan([new InputNode(count + width), .. Plan.Nodes.Skip(1)], Plan.Heads), weights);
    }

    public PlanEvaluator CreateEvaluator() => new(Plan, Weights);
}
