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

    public static string[] Read(BinaryReader reader)
    {
        var texts = new string[reader.ReadInt32()];
        for (var index = 0; index < texts.Length; index++)
            texts[index] = reader.ReadString();
        return texts;
    }
}
