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

    public PlanEvaluator CreateEvaluator() => new(Plan, Weights);
}
