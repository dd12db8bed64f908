using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads the names that a log gives to the values of a key column, such as its actions.</summary>
internal static class ActionIdReader
{
    private static readonly Func<DataViewSchema.Column, string[]> ReadText = Read<ReadOnlyMemory<char>>;

    /// <summary>Returns the key values of the column as text, in the order of the keys, or null if the column has none.</summary>
    public static string[]? Read(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues) is not { Type: VectorDataViewType values })
            return null;
        // Key values can have any of a dozen types, and all of them become text in the same way.
        var read = ReadText.Method.GetGenericMethodDefinition().MakeGenericMethod(values.ItemType.RawType);
        return read.CreateDelegate<Func<DataViewSchema.Column, string[]>>()(column);
    }

    private static string[] Read<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")];
    }
}
