using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a column that is held in memory, with one value per row of a view.</summary>
internal interface IAddedColumn
{
    string Name { get; }

    DataViewType Type { get; }

    /// <summary>Gets the annotations of the column, such as the names of its slots, or null for none.</summary>
    DataViewSchema.Annotations? Annotations { get; }

    int RowCount { get; }

    /// <summary>Creates a getter of the column's type.</summary>
    /// <param name="row">A function that returns the index of the row to read.</param>
    Delegate CreateGetter(Func<int> row);
}
