using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads a key-typed action as a zero-based index into the catalog.</summary>
internal sealed class ActionReader(RoleColumn column, DataViewRow row)
{
    private readonly Func<ulong> _read = ColumnReaders.Integer(row, column.Column);

    /// <summary>Size of the catalog.</summary>
    public int ActionCount { get; } = column.Type.GetKeyCountAsInt32(column.Host);

    /// <summary>The action of the row that the cursor is on.</summary>
    public int Read(int rowNumber)
    {
        var key = _read();
        if (key == 0)
        {
            throw column.Error(rowNumber, $"the key is 0, which means a missing value",
                "A value outside the fitted key mapping becomes 0: fit the mapping on all actions (its keyData argument takes a catalog), or drop such rows with mlContext.Data.FilterRowsByMissingValues.");
        }
        return (int)key - 1;
    }
}
