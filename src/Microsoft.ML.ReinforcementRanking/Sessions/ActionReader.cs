using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads a key-typed action as a zero-based index into the catalog.</summary>
internal sealed class ActionReader(RoleColumn column, DataViewRow row)
{
    private readonly Func<ulong> _read = ColumnReaders.Integer(row, column.Column);

    /// <summary>Gets the size of the catalog.</summary>
    public int ActionCount { get; } = column.Type.GetKeyCountAsInt32(column.Host);

    /// <summary>Returns the action of the current row of the cursor.</summary>
    public int Read(int rowNumber)
    {
        var key = _read();
        if (key == 0)
        {
            throw column.Error(rowNumber, $"the key is 0, which means a missing value, but it must be from 1 to {ActionCount}",
                MissingKey.Remedy(column.Column));
        }
        return (int)key - 1;
    }
}
