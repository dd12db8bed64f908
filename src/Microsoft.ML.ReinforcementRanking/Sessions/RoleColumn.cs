using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>A column that was found and accepted for a role. It makes the errors about its values.</summary>
internal sealed record RoleColumn(IHost Host, ColumnRole Role, DataViewSchema.Column Column, RowDescription Rows)
{
    public DataViewType Type => Column.Type;

    /// <summary>The error for a bad value: where it is, what is wrong with it, and what to do.</summary>
    /// <param name="row">Zero-based number of the row.</param>
    /// <param name="problem">What is wrong, without a final stop; numbers are written culture-invariantly.</param>
    /// <param name="remedy">What the user can do, as a sentence.</param>
    public Exception Error(long row, FormattableString problem, string remedy) =>
        Host.Except($"{Rows.Of(row)}, {Role.Name} column '{Column.Name}': {problem.ToString(CultureInfo.InvariantCulture)}. {remedy}");
}
