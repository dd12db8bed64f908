namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents the options of <c>mlContext.Data.LoadFromParquet</c>.</summary>
public sealed class ParquetLoadOptions
{
    /// <summary>
    /// Gets or sets the columns to load, in the order of the data view. The default is null: all columns that have a type in ML.NET, in the order of the file.
    /// Columns that are loaded and never asked for are not read, so there is no need to list columns for speed.
    /// </summary>
    public IReadOnlyList<ParquetColumn>? Columns { get; set; }
}
