using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Evaluates a plan in managed code. It has working memory of its own, so one evaluator serves one thread.</summary>
internal sealed class PlanEvaluator(CompiledPlan plan)
{
    private readonly float[] _values = new float[plan.Length];
    private readonly float[] _scratch = new float[plan.ScratchLength];
    private readonly NonZeros _ownInput = new();
    private readonly NonZeros _gathered = new();
    private NonZeros _input = new();
    private NodeView? _gatheredView;

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
        // Layers do not check places, so a longer input would be multiplied by what is behind the weights.
        ArgumentOutOfRangeException.ThrowIfNotEqual(input.Length, plan.InputWidth, nameof(input));
        _ownInput.Set(input);
        Evaluate(_ownInput, categories, output);
    }

    /// <summary>Computes the output from the values of the input that are not 0.</summary>
    public void Evaluate(NonZeros input, IReadOnlyList<List<int>> categories, Span<float> output)
    {
        _input = input;
        _gatheredView = null;
        foreach (var step in plan.Steps)
            Evaluate(step, categories, step.Result.Of(_values));
        foreach (var head in plan.Heads)
        {
            var value = head.Of(_values);
            value.CopyTo(output);
            output = output[value.Length..];
        }
    }

    private void Evaluate(PlanStep step, IReadOnlyList<List<int>> categories, Span<float> output)
    {
        switch (step.Node)
        {
            case DenseNode:
                step.Layer!.Apply(Gather(step.Source), output);
                break;
            case InputNode or SliceNode or ConcatNode:
                Gather(step.Source).CopyTo(output);
                break;
            case EmbeddingNode embedding:
                Pool(CollectionsMarshal.AsSpan(categories[embedding.Field]), step.Table, output);
                break;
            case SumNode sum:
                Add(sum.Parts, output);
                break;
            case FactorizationMachineNode machine:
                Pair(Gather(step.Source), step.Table, machine.Embeddings, output);
                break;
            case MixtureNode mixture:
                Mix(ValueOf(mixture.Gate), mixture.Experts, output);
                break;
            case AttentionNode attention:
                Attend(attention.Tokens, step.Layer!, output);
                break;
            case ConjunctionNode conjunction:
                output[0] = LogitOfBoth(ValueOf(conjunction.First)[0], ValueOf(conjunction.Second)[0]);
                break;
            default:
                throw new InvalidOperationException($"The evaluator does not know {step.Node.GetType().Name}.");
        }
    }

    private ReadOnlySpan<float> ValueOf(int node) => plan.ValueOf(node).Of(_values);

    /// <summary>Returns the values of a view that are not 0. They remain valid until another view is gathered.</summary>
    private NonZeros Gather(NodeView view)
    {
        if (view.Parts is [{ Node: PlanBuilder.Input, Start: 0 } all] && all.Width == plan.InputWidth)
            return _input;
        if (ReferenceEquals(view, _gatheredView))
            return _gathered;
        _gathered.Clear();
        var offset = 0;
        foreach (var part in view.Parts)
        {
            if (part.Node == PlanBuilder.Input)
                _gathered.Add(_input.Places, _input.Values, offset - part.Start, offset..(offset + part.Width));
            else
                _gathered.Add(ValueOf(part.Node).Slice(part.Start, part.Width), offset);
            offset += part.Width;
        }
        _gatheredView = view;
        return _gathered;
    }

    private static void Pool(ReadOnlySpan<int> indices, ReadOnlySpan<float> table, Span<float> output)
    {
        table.Slice(indices[0] * output.Length, output.Length).CopyTo(output);
        foreach (var index in indices[1..])
            TensorPrimitives.Add(output, table.Slice(index * output.Length, output.Length), output);
        if (indices.Length > 1)
            TensorPrimitives.Divide(output, indices.Length, output);
    }

    private void Add(IReadOnlyList<int> parts, Span<float> output)
    {
        output.Clear();
        foreach (var part in parts)
            TensorPrimitives.Add(output, ValueOf(part), output);
    }

    private void Pair(NonZeros numbers, ReadOnlySpan<float> table, IReadOnlyList<int> embeddings, Span<float> output)
    {
        var sum = output[..^1];
        sum.Clear();
        var squares = 0.0;
        for (var index = 0; index < numbers.Places.Length; index++)
        {
            var number = numbers.Values[index];
            var row = table.Slice(numbers.Places[index] * sum.Length, sum.Length);
            TensorPrimitives.MultiplyAdd(row, number, sum, sum);
            squares += (double)number * number * TensorPrimitives.SumOfSquares(row);
        }
        foreach (var embedding in embeddings)
        {
            TensorPrimitives.Add(sum, ValueOf(embedding), sum);
            squares += TensorPrimitives.SumOfSquares(ValueOf(embedding));
        }
        output[^1] = (float)((TensorPrimitives.SumOfSquares<float>(sum) - squares) / 2);
    }

    private void Mix(ReadOnlySpan<float> gate, IReadOnlyList<int> experts, Span<float> output)
    {
        var shares = _scratch.AsSpan(0, experts.Count);
        gate.CopyTo(shares);
        SoftMax(shares);
        output.Clear();
        for (var expert = 0; expert < experts.Count; expert++)
            TensorPrimitives.MultiplyAdd(ValueOf(experts[expert]), shares[expert], output, output);
    }

    private void Attend(IReadOnlyList<int> tokens, DenseLayer valuesKeysQueries, Span<float> output)
    {
        var (width, stride) = (output.Length, DenseLayer.Padded(output.Length));
        var shares = _scratch.AsSpan(0, tokens.Count);
        var mapped = _scratch.AsSpan(tokens.Count);
        for (var token = 0; token < tokens.Count; token++)
        {
            var maps = mapped.Slice(token * valuesKeysQueries.Width, valuesKeysQueries.Width);
            _gathered.Set(ValueOf(tokens[token]));
            valuesKeysQueries.Apply(_gathered, maps);
            shares[token] = TensorPrimitives.Dot<float>(maps.Slice(stride, width), maps.Slice(2 * stride, width)) / MathF.Sqrt(width);
        }
        _gatheredView = null;
        SoftMax(shares);
        output.Clear();
        for (var token = 0; token < tokens.Count; token++)
            TensorPrimitives.MultiplyAdd(mapped.Slice(token * valuesKeysQueries.Width, width), shares[token], output, output);
    }

    // Without the largest logit, the exponentials of logits above 88 would not be finite.
    private static void SoftMax(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.SoftMax(logits, logits);
    }

    private static float LogitOfBoth(float first, float second)
    {
        var (a, b, c) = (-(double)first, -(double)second, -(double)first - second);
        var largest = Math.Max(a, Math.Max(b, c));
        return (float)-(largest + Math.Log(Math.Exp(a - largest) + Math.Exp(b - largest) + Math.Exp(c - largest)));
    }
}
