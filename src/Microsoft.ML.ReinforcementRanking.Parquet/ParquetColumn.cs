using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Names a column of a Parquet file that is to be loaded, and says what type it gets in ML.NET.</summary>
public sealed class ParquetColumn
{
    /// <summary>Names a column.</summary>
    /// <param name="name">The name of the column in the file, which is also its name in the data view.</param>
    /// <param name="kind">See <see cref="Kind"/>.</param>
    /// <param name="vectorLength">See <see cref="VectorLength"/>.</param>
    public ParquetColumn(string name, DataKind? kind = null, int? vectorLength = null)
    {
        Name = name;
        Kind = kind;
        VectorLength = vectorLength;
    }

    /// <summary>Gets the name of the column.</summary>
    public string Name { get; }

    /// <summary>
    /// Gets or sets the type of the column, or of the elements of a list. The default is null, which means the type that the file has: integers keep their
    /// width and sign, decimals become Double, times of day become TimeSpan, dates and local times become DateTime, and times in UTC become DateTimeOffset.
    /// </summary>
    /// <remarks>
    /// Integers, decimals and Boolean can be read as Single or Double, in which a null is NaN. Single and Double can be read as each other, and integers as
    /// integers of another width. Integers that are 0 or 1 can be read as Boolean, and dates and times as DateTime or DateTimeOffset, both in UTC.
    /// </remarks>
    public DataKind? Kind { get; set; }

    /// <summary>
    /// Gets or sets the number of elements of a list, at least 1. A list of another length is an error. The default is null: the column is a vector of
    /// variable length. Trainers need features of a known length.
    /// </summary>
    public int? VectorLength { get; set; }
}
