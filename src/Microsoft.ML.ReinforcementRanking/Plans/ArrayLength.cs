using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Computes the lengths of arrays that hold tables, so that a product of two counts is an error where it does not fit, and never wraps.</summary>
internal static class ArrayLength
{
    /// <summary>Returns the number of values of a table, and requires that an array can hold them.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="width">The number of values of each row.</param>
    /// <param name="remedy">What to do if the table is too large, as a sentence.</param>
    /// <exception cref="InvalidOperationException">An array cannot hold the table.</exception>
    public static int Require(long rows, long width, string remedy)
    {
        // Counts are those of arrays and of options, so the product of two fits into 64 bits.
        var length = rows * width;
        if (length > Array.MaxLength)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"A table of {rows} rows with {width} values each is larger than an array of {Array.MaxLength} values. {remedy}"));
        }
        return (int)length;
    }
}
