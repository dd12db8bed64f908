using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Reads and writes lists of text in the model file.</summary>
internal static class TextFormat
{
    // *** Binary format ***
    // int: count; strings
    public static void Write(BinaryWriter writer, IReadOnlyList<string> texts)
    {
        writer.Write(texts.Count);
        foreach (var text in texts)
            writer.Write(text);
    }

    public static string[] Read(ModelReader reader) => reader.ReadList("texts", sizeof(byte), _ => reader.ReadText());
}
