using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Reads and writes the training history in the model file.</summary>
internal static class HistoryFormat
{
    private const int SmallestEntry = sizeof(byte) + 3 * sizeof(int);

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

    public static IReadOnlyList<TrainingHistoryEntry> Read(ModelReader reader)
        => reader.ReadList("history entries", SmallestEntry, _ => ReadEntry(reader));

    private static void WriteValues(BinaryWriter writer, IReadOnlyDictionary<string, double> values)
    {
        writer.Write(values.Count);
        foreach (var (name, value) in values)
        {
            writer.Write(name);
            writer.Write(value);
        }
    }

    private static TrainingHistoryEntry ReadEntry(ModelReader reader)
        => new(reader.ReadText(), reader.ReadInt32(), ReadValues(reader), ReadValues(reader));

    private static Dictionary<string, double> ReadValues(ModelReader reader)
    {
        Dictionary<string, double> values = [];
        var count = reader.ReadCount("epoch metrics", sizeof(byte) + sizeof(double));
        for (var index = 0; index < count; index++)
        {
            var name = reader.ReadText();
            ModelReader.Require(values.TryAdd(name, reader.ReadMetric()), $"an epoch of the history has the value '{name}' twice");
        }
        return values;
    }
}
