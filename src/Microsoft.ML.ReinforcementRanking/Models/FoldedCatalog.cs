using System.Numerics.Tensors;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Joins the blocks of a policy into logits: <c>logit(s, a) = Σ factor · f(s, a)</c>. The factors are multiplied into the side of the state, where blocks
/// with the same action table are added up. The tables are read where they are, so that a policy needs no memory of the size of its catalog beside them.
/// </summary>
internal sealed class FoldedCatalog
{
    private readonly (int Start, int Length, float Factor, int Column)[] _parts;
    private readonly (float[] Rows, int Width, int Start, float BiasFactor)[] _tables;

    /// <param name="blocks">The blocks of the policy.</param>
    /// <param name="towers">The state networks of the blocks.</param>
    /// <param name="constraintStrength">The constraint strength.</param>
    public FoldedCatalog(IReadOnlyList<PolicyBlock> blocks, StateTowers towers, double constraintStrength)
    {
        List<(int Start, int Length, float Factor, int Column)> parts = [];
        List<(float[] Rows, int Width, int Start, float BiasFactor)> tables = [];
        foreach (var (index, block) in blocks.Index())
        {
            var (function, factor) = (block.Function, block.FactorAt(constraintStrength));
            if (factor == 0)
                continue;
            var table = tables.FindIndex(other => other.Rows == function.ActionTable);
            if (table < 0)
            {
                table = tables.Count;
                tables.Add((function.ActionTable, function.Width, Width, 0));
                Width += RowProducts.Padded(function.Width - 1);
            }
            tables[table] = tables[table] with { BiasFactor = tables[table].BiasFactor + factor };
            parts.Add((towers.StartOf(index), function.Width - 1, factor, tables[table].Start));
        }
        (_parts, _tables) = ([.. parts], [.. tables]);
        Count = blocks[0].Function.ActionCount;
    }

    /// <summary>Gets the number of actions in the catalog.</summary>
    public int Count { get; }

    /// <summary>Gets the length of a folded state.</summary>
    public int Width { get; }

    /// <summary>Computes the folded state from the output of the state networks, and returns what it adds to the logits of all actions.</summary>
    public float FoldState(ReadOnlySpan<float> stateOutput, Span<float> folded)
    {
        folded.Clear();
        var offset = 0f;
        foreach (var (start, length, factor, column) in _parts)
        {
            var sum = folded.Slice(column, length);
            TensorPrimitives.MultiplyAdd(stateOutput.Slice(start, length), factor, sum, sum);
            offset += factor * stateOutput[start + length];
        }
        foreach (var (_, width, start, _) in _tables)
            RowProducts.Prepare(folded.Slice(start, RowProducts.Padded(width - 1)), width - 1);
        return offset;
    }

    /// <summary>Computes the logits of successive actions.</summary>
    public void Logits(int firstAction, float offset, ReadOnlySpan<float> folded, Span<float> logits)
    {
        logits.Fill(offset);
        foreach (var (rows, width, start, biasFactor) in _tables)
        {
            var ofActions = rows.AsSpan(firstAction * width, logits.Length * width);
            RowProducts.Add(ofActions, width, folded.Slice(start, RowProducts.Padded(width - 1)), biasFactor, logits);
        }
    }
}
