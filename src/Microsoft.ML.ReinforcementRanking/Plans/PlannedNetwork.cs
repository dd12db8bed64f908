using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Represents a plan and its trained weights. A dense node has its matrix in row-major order, and then its bias.</summary>
internal sealed class PlannedNetwork
{
    private CompiledPlan? _compiled;

    public PlannedNetwork(NetworkPlan plan, float[][] weights)
    {
        if (!plan.WeightLengths.SequenceEqual(weights.Select(array => array.Length)))
            throw new FormatException("The weights do not fit the network plan.");
        Plan = plan;
        Weights = weights;
    }

    public NetworkPlan Plan { get; }

    public float[][] Weights { get; }

    /// <summary>Joins several networks over the same input into one.</summary>
    public static PlannedNetwork Merge(IReadOnlyList<PlannedNetwork> networks)
        => new(NetworkPlan.Merge([.. networks.Select(network => network.Plan)]), [.. networks.SelectMany(network => network.Weights)]);

    /// <summary>Returns the same network behind the given number of inputs that it does not read.</summary>
    public PlannedNetwork AfterInputs(int count)
    {
        if (count == 0)
            return this;
        PlanNode[] nodes = [new InputNode(count + Plan.InputWidth), new SliceNode(0, count, Plan.InputWidth), .. Plan.Nodes.Skip(1)
            .Select(node => node.At(source => source + 1))];
        return new(new NetworkPlan(nodes, [.. Plan.Heads.Select(head => head + 1)]), Weights);
    }

    /// <summary>Creates an evaluator for one thread. The compiled plan is made by the first call, and all evaluators share it.</summary>
    public PlanEvaluator CreateEvaluator() => new(_compiled ??= new(this));
}

/// <summary>
/// Represents a trained two-tower function f(s, a) = u(s) · v(a) + c(s) + b(a): the network that computes [u, c], and a table with a row [v, b] for every
/// action. Functions with the same action side share the array.
/// </summary>
internal sealed record TwoTowerBlock(PlannedNetwork StateTower, float[] ActionTable)
{
    /// <summary>
    /// Gets the network that computes the rows of the table, as <see cref="Plans.ActionTower"/> describes it, or null if actions have no features.
    /// </summary>
    public PlannedNetwork? ActionTower { get; init; }

    /// <summary>Gets the dimension of u and v plus one.</summary>
    public int Width { get; } = StateTower.Plan.OutputWidth;

    public int ActionCount => ActionTable.Length / Width;

    /// <summary>Returns a number that no value of the function exceeds in magnitude for ordinary features.</summary>
    public double BoundValues()
    {
        var (state, action) = (ValueBounds.Of(StateTower), ValueBounds.Largest(ActionTable));
        return (Width - 1) * state * action + state + action;
    }

    /// <summary>Returns [v, b] of an action.</summary>
    public ReadOnlySpan<float> RowOf(int action) => ActionTable.AsSpan(action * Width, Width);

    /// <summary>Returns the value of the function from [u, c] of the state and [v, b] of the action.</summary>
    public static float Value(ReadOnlySpan<float> state, ReadOnlySpan<float> action)
        => TensorPrimitives.Dot(state[..^1], action[..^1]) + state[^1] + action[^1];
}
