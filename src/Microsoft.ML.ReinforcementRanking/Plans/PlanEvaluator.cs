using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Evaluates a plan in managed code. It has working memory of its own, so one evaluator serves one thread.</summary>
internal sealed class PlanEvaluator
{
    private readonly NetworkPlan _plan;
    private readonly float[][] _weights;
    private readonly int[] _firstWeight;
    private readonly float[][] _values;
    private readonly float[] _scratch;

    public PlanEvaluator(NetworkPlan plan, float[][] weights)
    {
        _plan = plan;
        _weights = weights;
        _values = [.. plan.Nodes.Select(node => new float[node.Width])];
        _firstWeight = new int[plan.Nodes.Count];
        for (var index = 1; index < _firstWeight.Length; index++)
            _firstWeight[index] = _firstWeight[index - 1] + plan.WeightShapesOf(plan.Nodes[index - 1]).Count;
        _scratch = new float[plan.Nodes.Max(ScratchOf)];
    }

    /// <summary>
    /// Computes the output, of length <see cref="NetworkPlan.OutputWidth"/>, from the input, of length <see cref="NetworkPlan.InputWidth"/>.
    /// </summary>
    public void Evaluate(ReadOnlySpan<float> input, Span<float> output) => Evaluate(input, [], output);

    /// <summary>Computes the output of a plan with categorical fields.</summary>
    /// <param name="input">The input, of length <see cref="NetworkPlan.InputWidth"/>.</param>
    /// <param name="categories">For each field, the indices of the row's values, at least one. Index 0 is the unknown value.</param>
    /// <param name="output">The output, of length <see cref="NetworkPlan.OutputWidth"/>.</param>
    public void Evaluate(ReadOnlySpan<float> input, IReadOnlyList<List<int>> categories, Span<float> output)
    {
        input.CopyTo(_values[0]);
        for (var index = 1; index < _values.Length; index++)
            Evaluate(_plan.Nodes[index], _weights.AsSpan(_firstWeight[index]), categories, _values[index]);
        foreach (var head in _plan.Heads)
        {
            _values[head].CopyTo(output);
            output = output[_values[head].Length..];
        }
    }

    private void Evaluate(PlanNode node, ReadOnlySpan<float[]> weights, IReadOnlyList<List<int>> categories, Span<float> output)
    {
        switch (node)
        {
            case DenseNode dense:
                Affine(_values[dense.From], weights, output);
                Activate(dense.Activation, output);
                break;
            case SliceNode slice:
                _values[slice.From].AsSpan(slice.Start, slice.Width).CopyTo(output);
                break;
            case EmbeddingNode embedding:
                Pool(CollectionsMarshal.AsSpan(categories[embedding.Field]), weights[0], output);
                break;
            case ConcatNode concat:
                Concatenate(concat.Parts, output);
                break;
            case SumNode sum:
                Add(sum.Parts, output);
                break;
            case FactorizationMachineNode machine:
                Pair(_values[machine.Numbers], weights[0], machine.Embeddings, output);
                break;
            case MixtureNode mixture:
                Mix(_values[mixture.Gate], mixture.Experts, output);
                break;
            case AttentionNode attention:
                Attend(attention.Tokens, weights, output);
                break;
            case ConjunctionNode conjunction:
                output[0] = LogitOfBoth(_values[conjunction.First][0], _values[conjunction.Second][0]);
                break;
            default:
                throw new InvalidOperationException($"The evaluator does not know {node.GetType().Name}.");
        }
    }

    /// <summary>Returns the number of floats that a node needs beside its own value.</summary>
    private static int ScratchOf(PlanNode node) => node switch
    {
        MixtureNode mixture => mixture.Experts.Count,
        AttentionNode attention => attention.Tokens.Count + 2 * attention.Width,
        _ => 0,
    };

    private static void Affine(ReadOnlySpan<float> input, ReadOnlySpan<float[]> matrixAndBias, Span<float> output)
    {
        ReadOnlySpan<float> matrix = matrixAndBias[0];
        for (var row = 0; row < output.Length; row++)
            output[row] = TensorPrimitives.Dot(matrix.Slice(row * input.Length, input.Length), input) + matrixAndBias[1][row];
    }

    private static void Activate(Activation activation, Span<float> values)
    {
        if (activation == Activation.Relu)
        {
            TensorPrimitives.Max<float>(values, 0f, values);
        }
        else if (activation == Activation.NegativeSoftplus)
        {
            foreach (ref var value in values)
                value = -(MathF.Max(value, 0) + float.LogP1(MathF.Exp(-MathF.Abs(value))));
        }
    }

    private static void Pool(ReadOnlySpan<int> indices, ReadOnlySpan<float> table, Span<float> output)
    {
        output.Clear();
        foreach (var index in indices)
            TensorPrimitives.Add(output, table.Slice(index * output.Length, output.Length), output);
        TensorPrimitives.Divide(output, indices.Length, output);
    }

    private void Concatenate(IReadOnlyList<int> parts, Span<float> output)
    {
        foreach (var part in parts)
        {
            _values[part].CopyTo(output);
            output = output[_values[part].Length..];
        }
    }

    private void Add(IReadOnlyList<int> parts, Span<float> output)
    {
        output.Clear();
        foreach (var part in parts)
            TensorPrimitives.Add(output, _values[part], output);
    }

    private void Pair(ReadOnlySpan<float> numbers, ReadOnlySpan<float> table, IReadOnlyList<int> embeddings, Span<float> output)
    {
        var sum = output[..^1];
        sum.Clear();
        var squares = 0.0;
        for (var field = 0; field < numbers.Length; field++)
        {
            // Most numbers of a one-hot encoded state are 0.
            if (numbers[field] is not 0 and var number)
            {
                var row = table.Slice(field * sum.Length, sum.Length);
                TensorPrimitives.MultiplyAdd(row, number, sum, sum);
                squares += (double)number * number * TensorPrimitives.SumOfSquares(row);
            }
        }
        foreach (var embedding in embeddings)
        {
            TensorPrimitives.Add(sum, _values[embedding], sum);
            squares += TensorPrimitives.SumOfSquares<float>(_values[embedding]);
        }
        output[^1] = (float)((TensorPrimitives.SumOfSquares<float>(sum) - squares) / 2);
    }

    private void Mix(ReadOnlySpan<float> gate, IReadOnlyList<int> experts, Span<float> output)
    {
        var shares = _scratch.AsSpan(0, experts.Count);
        TensorPrimitives.SoftMax(gate, shares);
        output.Clear();
        for (var expert = 0; expert < experts.Count; expert++)
            TensorPrimitives.MultiplyAdd(_values[experts[expert]], shares[expert], output, output);
    }

    private void Attend(IReadOnlyList<int> tokens, ReadOnlySpan<float[]> weights, Span<float> output)
    {
        var width = output.Length;
        var shares = _scratch.AsSpan(0, tokens.Count);
        var key = _scratch.AsSpan(tokens.Count, width);
        var query = _scratch.AsSpan(tokens.Count + width, width);
        for (var token = 0; token < tokens.Count; token++)
        {
            Affine(_values[tokens[token]], weights.Slice(2, 2), key);
            Affine(_values[tokens[token]], weights.Slice(4, 2), query);
            shares[token] = TensorPrimitives.Dot<float>(key, query) / MathF.Sqrt(width);
        }
        TensorPrimitives.SoftMax(shares, shares);
        output.Clear();
        for (var token = 0; token < tokens.Count; token++)
        {
            Affine(_values[tokens[token]], weights[..2], key);
            TensorPrimitives.MultiplyAdd(key, shares[token], output, output);
        }
    }

    private static float LogitOfBoth(float first, float second)
    {
        var (a, b, c) = (-(double)first, -(double)second, -(double)first - second);
        var largest = Math.Max(a, Math.Max(b, c));
        return (float)-(largest + Math.Log(Math.Exp(a - largest) + Math.Exp(b - largest) + Math.Exp(c - largest)));
    }
}
