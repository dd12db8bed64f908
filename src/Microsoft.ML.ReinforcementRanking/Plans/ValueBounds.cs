using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>
/// Finds numbers that the values of a network cannot exceed in magnitude, so that a model whose values could leave the range of Single is refused when it is
/// loaded (docs/model-format.md).
/// </summary>
internal static class ValueBounds
{
    /// <summary>The magnitude of features up to which values are bounded.</summary>
    public const double LargestInput = 1_000;

    // A fit does not make such weights. Without them, a bound that multiplies the layers of a deep network says nothing of what it computes.
    private const float LargestUsualWeight = 10_000;
    private const double LargestUsualValue = 1e15;

    /// <summary>Returns a bound of all outputs of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="input">The magnitude that no input exceeds.</param>
    /// <exception cref="FormatException">Some value of the network could leave the range of Single.</exception>
    public static double Of(PlannedNetwork network, double input = LargestInput)
    {
        var plan = network.Plan;
        var isUsual = network.Weights.All(array => Largest(array) <= LargestUsualWeight);
        var bounds = new double[plan.Nodes.Count];
        var weights = 0;
        foreach (var (index, node) in plan.Nodes.Index())
        {
            var count = plan.WeightShapesOf(node).Count;
            var bound = Of(node, input, bounds, network.Weights.AsSpan(weights, count));
            bounds[index] = isUsual ? Math.Min(bound, LargestUsualValue) : bound;
            weights += count;
            if (!(bounds[index] <= float.MaxValue))
            {
                throw new FormatException(
                    $"The values of node {index} of a network can leave the range of Single, because some weights are above {LargestUsualWeight}.");
            }
        }
        return plan.Heads.Max(head => bounds[head]);
    }

    /// <summary>Returns the largest magnitude, or 0 for an empty array.</summary>
    public static double Largest(ReadOnlySpan<float> values) => values.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(values));

    private static double Of(PlanNode node, double input, double[] bounds, ReadOnlySpan<float[]> weights) => node switch
    {
        InputNode => input,
        DenseNode dense => Affine(bounds[dense.From], weights[0], weights[1]) + (dense.Activation == Activation.NegativeSoftplus ? 1 : 0),
        EmbeddingNode => Largest(weights[0]),
        SumNode sum => sum.Parts.Sum(part => bounds[part]),
        FactorizationMachineNode machine => Pairs(bounds[machine.Numbers], machine.Embeddings.Sum(part => bounds[part]), weights[0], machine.Width - 1),
        AttentionNode attention => Attention(attention.Tokens.Max(token => bounds[token]), attention.Width, weights),
        MixtureNode mixture => mixture.Experts.Max(expert => bounds[expert]),
        ConjunctionNode both => bounds[both.First] + bounds[both.Second] + 2,
        _ => node.Sources.Max(source => bounds[source]),
    };

    private static double Affine(double input, float[] matrix, float[] biases)
    {
        var columns = matrix.Length / biases.Length;
        var bound = 0.0;
        for (var row = 0; row < biases.Length; row++)
        {
            var sum = columns == 0 ? 0 : TensorPrimitives.SumOfMagnitudes<float>(matrix.AsSpan(row * columns, columns));
            bound = Math.Max(bound, input * sum + Math.Abs(biases[row]));
        }
        return bound;
    }

    private static double Pairs(double numbers, double embeddings, float[] table, int width)
    {
        var sum = numbers * table.Length / width * Largest(table) + embeddings;
        return Math.Max(sum, sum * sum * width);
    }

    private static double Attention(double token, int width, ReadOnlySpan<float[]> weights)
    {
        var product = width * Affine(token, weights[2], weights[3]) * Affine(token, weights[4], weights[5]);
        // Shares of the tokens are finite if the products of keys and queries are.
        return product <= float.MaxValue ? Affine(token, weights[0], weights[1]) : product;
    }
}
