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
            throw column.Error(rowNumber, $"the key is 0 of 1 to {ActionCount}, which means a missing value", MissingKey.Remedy(column.Column));
        return (int)key - 1;
    }
}
