namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Describes the remedy for NaN in a column of the source. NaN is a missing value, or a text that ML.NET's text loader could not parse.</summary>
internal static class UnparsedNumbers
{
    private const string Conversion = "Set TextLoader.Options.DecimalMarker to ',' for decimal commas. "
        + "Load words, and numbers with thousands separators, as text, and convert them with mlContext.Transforms.Conversion.MapValue or CustomMapping.";

    /// <summary>Returns the remedy. It reads the data again if the first row is NaN, because a column that is NaN in every row was hardly missing.</summary>
    /// <param name="column">The column of the value.</param>
    /// <param name="row">The zero-based number of the first row that is NaN.</param>
    /// <param name="read">A function that reads the value of a row.</param>
    /// <param name="remedy">The remedy for a missing value.</param>
    public static string Remedy(RoleColumn column, long row, Func<DataViewRow, Func<double>> read, string remedy) =>
        row == 0 && column.Rows.AreAll(column.Column, cursor => IsNaN(read(cursor)))
            ? $"The value is NaN in every row, so the source probably has text, decimal commas or thousands separators here. {Conversion}"
            : $"{remedy} If the source has a value in this row, it could not be parsed. {Conversion}";

    private static Func<bool> IsNaN(Func<double> read) => () => double.IsNaN(read());
}
