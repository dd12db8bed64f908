namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents the states of decisions that are described by the features of their candidates alone.</summary>
internal sealed class NoFeatures(int rowCount) : FeatureTable
{
    public override int Width => 0;

    public override int RowCount => rowCount;

    public override bool IsSparse => false;

    public override void CopyRow(int row, Span<float> destination)
    {
    }

    public override int CountNonZeros(int row) => 0;

    public override void CopyNonZeros(int row, Span<int> slots, Span<float> values)
    {
    }
}
