using System.Numerics.Tensors;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Joins the blocks of a policy so that a logit is one dot product: logit(s, a) = offset(s) + row(a) · u(s) + bias(a). The factors are multiplied into
/// the side of the state, where blocks with the same action table are added up.
/// </summary>
internal sealed class FoldedCatalog
{
    private readonly float[] _table;
    private readonly float[] _biases;
    private readonly (int Start, int Width, float Factor, int Column)[] _parts;

    public FoldedCatalog(IReadOnlyList<PolicyBlock> blocks, double constraintStrength)
    {
        List<(int Start, int Width, float Factor, int Column)> parts = [];
        Dictionary<float[], int> columns = [];
        var start = 0;
        foreach (var block in blocks)
        {
            var width = block.Function.Width;
            if (block.FactorAt(constraintStrength) is not 0 and var factor)
            {
                if (columns.TryAdd(block.Function.ActionTable, Width))
                    Width += width - 1;
                parts.Add((start, width, factor, columns[block.Function.ActionTable]));
            }
            start += width;
        }
        _parts = [.. parts];
        Count = blocks[0].Function.ActionCount;
        _table = new float[Count * Width];
        _biases = new float[Count];
        foreach (var (table, column) in columns)
            CopyTable(table, table.Length / Count - 1, column);
        foreach (var block in blocks)
            AddBiases(block.Function.ActionTable, block.Function.Width, block.FactorAt(constraintStrength));
    }

    /// <summary>Gets the number of actions in the catalog.</summary>
    public int Count { get; }

    /// <summary>Gets the length of a folded state.</summary>
    public int Width { get; }

    /// <summary>Computes the folded state that the logits need from the output of the state network, and returns offset(s).</summary>
    public float FoldState(ReadOnlySpan<float> stateOutput, Span<float> folded)
    {
        folded.Clear();
        var offset = 0f;
        foreach (var (start, width, factor, column) in _parts)
        {
            var sum = folded.Slice(column, width - 1);
            TensorPrimitives.MultiplyAdd(stateOutput.Slice(start, width - 1), factor, sum, sum);
            offset += factor * stateOutput[start + width - 1];
        }
        return offset;
    }

    /// <summary>Returns row(a) · u + bias(a).</summary>
    public float Logit(int action, ReadOnlySpan<float> folded)
        => TensorPrimitives.Dot(_table.AsSpan(action * Width, Width), folded) + _biases[action];

    private void CopyTable(float[] table, int dimension, int column)
    {
        for (var action = 0; action < Count; action++)
            table.AsSpan(action * (dimension + 1), dimension).CopyTo(_table.AsSpan(action * Width + column));
    }

    private void AddBiases(float[] table, int width, float factor)
    {
        for (var action = 0; action < Count; action++)
            _biases[action] += factor * table[(action + 1) * width - 1];
    }
}
