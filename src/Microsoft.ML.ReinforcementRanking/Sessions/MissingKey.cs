using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Explains why a key may be missing. The reason depends on the origin of the keys.</summary>
internal static class MissingKey
{
    private const string DropRows = "or drop such rows with mlContext.Data.FilterRowsByMissingValues.";

    /// <summary>Returns the likely cause and the remedy, as sentences.</summary>
    /// <param name="column">A key column.</param>
    public static string Remedy(DataViewSchema.Column column) => column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues) is not null
        ? "A value that the fitted key mapping has not seen becomes missing. Fit the mapping on all values "
            + $"(the keyData argument of MapValueToKey takes a catalog), {DropRows}"
        : Unnamed(((KeyDataViewType)column.Type).Count);

    // A mapping names its keys. Keys without names are numbers of a class or a file.
    private static string Unnamed(ulong count) => string.Create(CultureInfo.InvariantCulture,
        $"The key type has {count} values. In classes and text files they count from 0, so [KeyType({count})] takes 0 to {count - 1}, "
        + $"and {count} becomes missing. "
        + $"Declare the largest value + 1 as the count, create keys from any values with mlContext.Transforms.Conversion.MapValueToKey, {DropRows}");
}
