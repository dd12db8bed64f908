using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents what response statistics consist of.</summary>
/// <param name="Output">The column to add.</param>
/// <param name="Keys">The columns of each key, at least one. A key of several columns is their combination.</param>
/// <param name="Responses">The columns of responses.</param>
/// <param name="Timestamp">The timestamp column.</param>
/// <param name="PriorStrength">The number of rows that the mean of all rows counts for, or null to learn it.</param>
internal sealed record StatisticsLayout(
    string Output, IReadOnlyList<IReadOnlyList<string>> Keys, IReadOnlyList<string> Responses, string Timestamp, double? PriorStrength)
{
    /// <summary>The slots of a key that do not depend on responses: the number of rows, and the time since the last one.</summary>
    public const int SlotsOfTime = 2;

    public int SlotsOfKey => SlotsOfTime + Responses.Count;

    public int Width => Keys.Count * SlotsOfKey;

    public string[] SlotNames() =>
    [
        .. Keys.Select(key => string.Join('+', key))
            .SelectMany(key => Responses.Select(response => $"{key}.{response}.Mean").Prepend($"{key}.LogSecondsSinceLast").Prepend($"{key}.LogCount")),
    ];

    public static StatisticsLayout Read(ModelReader reader)
    {
        string[] Names(int minimum) => reader.ReadList("columns", sizeof(byte), _ => reader.ReadName(), minimum);
        var output = reader.ReadName();
        var keys = reader.ReadList("keys", sizeof(int), _ => Names(minimum: 1), minimum: 1);
        var (responses, timestamp, strength) = (Names(minimum: 0), reader.ReadName(), reader.ReadDouble());
        ModelReader.Require(strength >= 0, $"the prior strength is {strength}");
        // Each slot has a name, in which there are those of a key and of a response.
        var perKey = SlotsOfTime + responses.Length;
        reader.Spend(keys.Sum(key => (double)perKey * key.Sum(name => name.Length)) + (double)keys.Length * responses.Sum(name => name.Length), "the slots");
        return new(output, keys, responses, timestamp, strength > 0 ? strength : null);
    }

    // strings: the output; for each key its columns; responses; the timestamp
    // double: the prior strength, 0 if it is learned
    // A list of strings begins with its length.
    public void Write(BinaryWriter writer)
    {
        void Strings(IReadOnlyList<string> strings)
        {
            writer.Write(strings.Count);
            foreach (var text in strings)
                writer.Write(text);
        }
        writer.Write(Output);
        writer.Write(Keys.Count);
        foreach (var key in Keys)
            Strings(key);
        Strings(Responses);
        writer.Write(Timestamp);
        writer.Write(PriorStrength ?? 0);
    }
}
