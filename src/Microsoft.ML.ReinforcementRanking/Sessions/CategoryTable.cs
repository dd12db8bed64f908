namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>A categorical field of all rows.</summary>
/// <param name="Count">Number of indices, the unknown one (0) included.</param>
/// <param name="Indices">The rows' values one row after the other.</param>
/// <param name="Starts">Row → where its values start, and one entry more; null where every row has exactly one value.</param>
internal sealed record CategoryTable(int Count, int[] Indices, int[]? Starts)
{
    /// <summary>The values of a row, at least one.</summary>
    public ReadOnlySpan<int> this[int row] => Starts is null ? Indices.AsSpan(row, 1) : Indices.AsSpan(Starts[row], Starts[row + 1] - Starts[row]);
}
