using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace BatchScoring;

/// <summary>Gives the columns of a shard the types of the columns that a model was fitted to.</summary>
internal static class InputColumns
{
    /// <summary>Says how a column is loaded.</summary>
    /// <param name="column">The column with the type that the file has.</param>
    /// <param name="inputs">The columns that the model was fitted to. Those that are not among them keep the type of the file.</param>
    public static ParquetColumn Of(DataViewSchema.Column column, DataViewSchema inputs) => inputs.GetColumnOrNull(column.Name)?.Type switch
    {
        null or KeyDataViewType => new(column.Name),
        VectorDataViewType { ItemType: var item, Size: var size } => new(column.Name, KindOf(item), size > 0 ? size : null),
        var type => new(column.Name, KindOf(type)),
    };

    /// <summary>Lists columns with their types.</summary>
    public static string Describe(DataViewSchema inputs) => string.Join(", ", inputs.Select(column => $"'{column.Name}' ({column.Type})"));

    // Kinds have the names of the types of their values, except for text.
    private static DataKind? KindOf(DataViewType type)
        => type is TextDataViewType ? DataKind.String : Enum.TryParse<DataKind>(type.RawType.Name, out var kind) ? kind : null;
}
