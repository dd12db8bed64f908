namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Reads and writes the training history in the model file.</summary>
internal static class HistoryFormat
{
    // *** Binary format ***
    // int: entries; per entry: string stage, int epoch, losses, metrics
    // losses, metrics: int count; per value: string name, double value
    public static void Write(BinaryWriter writer, IReadOnlyList<TrainingHistoryEntry> history)
    {
        writer.Write(history.Count);
        foreach (var entry in history)
        {
            writer.Write(entry.Stage);
            writer.Write(entry.Epoch);
            WriteValues(writer, entry.Losses);
            WriteValues(writer, entry.Metrics);
        }
    }

    public static IReadOnlyList<TrainingHistoryEntry> Read(BinaryReader reader)
    {
        var history = new TrainingHistoryEntry[reader.ReadInt32()];
        for (var index = 0; index < history.Length; index++)
            history[index] = new(reader.ReadString(), reader.ReadInt32(), ReadValues(reader), ReadValues(reader));
        return history;
    }

    private static void WriteValues(BinaryWriter writer, IReadOnlyDictionary<string, double> values)
    {
        writer.Write(values.Count);
        foreach (var (name, value) in values)
        {
            writer.Write(name);
            writer.Write(value);
        }
    }

    private static Dictionary<string, double> ReadValues(BinaryReader reader)
    {
        Dictionary<string, double> values = [];
        var count = reader.ReadInt32();
        for (var index = 0; index < count; index++)
            values.Add(reader.ReadString(), reader.ReadDouble());
        return values;
    }
}
