namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Creates the plans of the networks of multi-task ranking.</summary>
/// <param name="FeatureWidth">The number of numeric features.</param>
/// <param name="FieldSizes">The number of values of each categorical field, including the unknown value.</param>
/// <param name="EmbeddingDimension">The width of an embedding, and of the representation of an action in the critics.</param>
internal sealed record TaskPlans(int FeatureWidth, IReadOnlyList<int> FieldSizes, int EmbeddingDimension)
{
    /// <summary>Gets <see cref="EmbeddingNode.OwnShares"/> of each field, or null for none.</summary>
    public IReadOnlyList<float[]>? OwnShares { get; init; }

    /// <summary>Creates the plan from the features to one logit (binary task) or standardized prediction (regression task) per task.</summary>
    public NetworkPlan Tasks(MultiTaskBackbone backbone, IReadOnlyList<bool> isBinary)
    {
        var builder = new PlanBuilder(FeatureWidth);
        return builder.Build(backbone.Build(builder, () => State(builder, PlanBuilder.Input), isBinary));
    }

    /// <summary>
    /// Creates the plan from the features and one action per task to one value per task, none of them above 0 (docs/equations-rmtl.md (9)). The values
    /// are heads over shared layers of the state, as in the paper, or have a network per task, as in the authors' code. Each value reads only the action
    /// of its own task.
    /// </summary>
    public NetworkPlan Critics(int taskCount, IReadOnlyList<int> bottomUnits, IReadOnlyList<int> towerUnits, bool areSeparate)
    {
        var builder = new PlanBuilder(FeatureWidth + taskCount);
        var features = builder.Slice(PlanBuilder.Input, 0, FeatureWidth);
        int Action(int task) => builder.Dense(builder.Slice(PlanBuilder.Input, FeatureWidth + task, 1), EmbeddingDimension);
        int Value(int from) => builder.Dense(builder.Layers(from, towerUnits), 1, Activation.NegativeSoftplus);
        var tasks = Enumerable.Range(0, taskCount);
        if (areSeparate)
            return builder.Build([.. tasks.Select(task => Value(builder.Layers(builder.Concat(State(builder, features), Action(task)), bottomUnits)))]);
        var bottom = builder.Layers(State(builder, features), bottomUnits);
        return builder.Build([.. tasks.Select(task => Value(builder.Concat(bottom, Action(task))))]);
    }

    private int State(PlanBuilder builder, int features)
        => builder.Concat([features, .. FieldSizes.Select((size, field) => builder.Add(Embedding(field, size)))]);

    private EmbeddingNode Embedding(int field, int size) => new(field, size, EmbeddingDimension) { OwnShares = OwnShares?[field] };
}
