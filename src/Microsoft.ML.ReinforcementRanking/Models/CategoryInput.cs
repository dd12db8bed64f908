using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents a categorical field of the state.</summary>
/// <param name="ColumnName">The column, a key or a vector of keys.</param>
/// <param name="Count">The number of its indices, including the index of the unknown value.</param>
internal sealed record CategoryInput(string ColumnName, int Count)
{
    public static void Write(BinaryWriter writer, IReadOnlyList<CategoryInput> inputs)
    {
        // *** Binary format ***
        // int: fields; per field string: column, int: count
        writer.Write(inputs.Count);
        foreach (var input in inputs)
        {
            writer.Write(input.ColumnName);
            writer.Write(input.Count);
        }
    }

    public static CategoryInput[] Read(ModelReader reader)
        => reader.ReadList("categorical fields", sizeof(byte) + sizeof(int), _ => new CategoryInput(reader.ReadName(), reader.ReadInt32()));
}
