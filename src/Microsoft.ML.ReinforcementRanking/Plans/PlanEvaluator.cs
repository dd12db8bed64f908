using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Evaluates a plan in managed code. Owns its scratch, so one evaluator serves one thread.</summary>
internal sealed class PlanEvaluator(NetworkPlan plan, float[][] weights)
{
    private readonly float[][] _values = [.. plan.Nodes.Select(node => new float[node.Width])];

    /// <summary>Input of length <see cref="NetworkPlan.InputWidth"/> to output of length <see cref="NetworkPlan.OutputWidth"/>.</summary>
    public void Evaluate(ReadOnlySpan<float> input, Span<float> output)
    {
        input.CopyTo(_values[0]);
        var layer = 0;
        for (var index = 1; index < _values.Length; index++)
        {
            var node = (DenseNode)plan.Nodes[index];
            Dense(_values[node.From], weights[layer], weights[layer + 1], _values[index]);
            if (node.Activation == Activation.Relu)
                TensorPrimitives.Max<float>(_values[index], 0f, _values[index]);
            layer += 2;
        }
        foreach (var head in plan.Heads)
        {
            _values[head].CopyTo(output);
            output = output[_values[head].Length..];
        }
    }

    private static void Dense(ReadOnlySpan<float> input, ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias, Span<float> output)
    {
        for (var row = 0; row < output.Length; row++)
            output[row] = TensorPrimitives.Dot(matrix.Slice(row * input.Length, input.Length), input) + bias[row];
    }
}
