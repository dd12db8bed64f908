using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents a column that was found and accepted for a role. It creates the errors about its values.</summary>
internal sealed record RoleColumn(IHost Host, ColumnRole Role, DataViewSchema.Column Column, RowDescription Rows)
{
    public DataViewType Type => Column.Type;

    /// <summary>Creates the error for an invalid value, which names the row, the column, the problem and the remedy.</summary>
    /// <param name="row">The zero-based number of the row.</param>
    /// <param name="problem">The problem, without a final period. Numbers are written in the invariant culture.</param>
    /// <param name="remedy">The remedy, as a sentence.</param>
    public Exception Error(long row, FormattableString problem, string remedy) =>
        Host.Except($"{Rows.Of(row)}, {Role.Name} column '{Column.Name}': {problem.ToString(CultureInfo.InvariantCulture)}. {remedy}");
}
