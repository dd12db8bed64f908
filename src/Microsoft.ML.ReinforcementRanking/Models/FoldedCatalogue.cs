using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// The action side of a policy with the blocks' factors folded in, so that a logit is one dot product: logit(s, a) = offset(s) + row(a) · u(s) + bias(a).
/// </summary>
internal sealed class FoldedCatalogue
{
    private readonly float[] _table;
    private readonly float[] _biases;
    private readonly (int Start, int Width, float Factor)[] _parts;

    public FoldedCatalogue(IReadOnlyList<PolicyBlock> blocks, double constraintStrength)
    {
        List<(int Start, int Width, float Factor)> parts = [];
        var start = 0;
        foreach (var block in blocks)
        {
            if (block.FactorAt(constraintStrength) is not 0 and var factor)
                parts.Add((start, block.Function.Width, factor));
            start += block.Function.Width;
        }
        _parts = [.. parts];
        Width = parts.Sum(part => part.Width - 1);
        Count = blocks[0].Function.ActionCount;
        _table = new float[Count * Width];
        _biases = new float[Count];
        var column = 0;
        foreach (var block in blocks.Where(block => block.FactorAt(constraintStrength) != 0))
        {
            Fold(block, block.FactorAt(constraintStrength), column);
            column += block.Function.Width - 1;
        }
    }

    /// <summary>Actions in the catalogue.</summary>
    public int Count { get; }

    /// <summary>Length of a folded state.</summary>
    public int Width { get; }

    /// <summary>Picks what the logits need from the state network's output; returns offset(s).</summary>
    public float FoldState(ReadOnlySpan<float> stateOutput, Span<float> folded)
    {
        var offset = 0f;
        foreach (var (start, width, factor) in _parts)
        {
            stateOutput.Slice(start, width - 1).CopyTo(folded);
            folded = folded[(width - 1)..];
            offset += factor * stateOutput[start + width - 1];
        }
        return offset;
    }

    /// <summary>row(a) · u + bias(a).</summary>
    public float Logit(int action, ReadOnlySpan<float> folded)
        => TensorPrimitives.Dot(_table.AsSpan(action * Width, Width), folded) + _biases[action];

    private void Fold(PolicyBlock block, float factor, int column)
    {
        var dimension = block.Function.Width - 1;
        for (var action = 0; action < Count; action++)
        {
            var source = block.Function.ActionTable.AsSpan(action * block.Function.Width, block.Function.Width);
            TensorPrimitives.Multiply(source[..dimension], factor, _table.AsSpan(action * Width + column, dimension));
            _biases[action] += factor * source[dimension];
        }
    }
}
