namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a sparse table whose rows are needed with their zeros.</summary>
internal sealed class TableWithZeros(FeatureTable table) : FeatureTable
{
    public override int Width => table.Width;

    public override int RowCount => table.RowCount;

    public override bool IsSparse => false;

    public override void Prefetch(int firstRow, int lastRow) => table.Prefetch(firstRow, lastRow);

    public override void CopyRow(int row, Span<float> destination) => table.CopyRow(row, destination);

    public override int CountNonZeros(int row) => table.CountNonZeros(row);

    public override void CopyNonZeros(int row, Span<int> slots, Span<float> values) => table.CopyNonZeros(row, slots, values);
}
