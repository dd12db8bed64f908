namespace ShortVideo.Features;

/// <summary>
/// One-hot slots of a category: one per frequent value, by falling count, and a last one that pools all others. A missing value has no slot at all.
/// </summary>
internal sealed record Vocabulary(IReadOnlyList<string> Values)
{
    private readonly Dictionary<string, int> _slots = Values.Select((value, slot) => (value, slot)).ToDictionary(pair => pair.value, pair => pair.slot);

    /// <summary>Number of slots.</summary>
    public int Size => Values.Count + 1;

    public static Vocabulary Of(IEnumerable<string?> values, int minimumCount) => new(
        [.. values
            .OfType<string>()
            .GroupBy(value => value)
            .Where(group => group.Count() >= minimumCount)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)]);

    /// <summary>The slot of a value; null for a missing one.</summary>
    public int? Slot(string? value) => value is null ? null : _slots.GetValueOrDefault(value, Values.Count);

    /// <summary>One for each slot that a value has.</summary>
    public float[] Encode(IEnumerable<string?> values)
    {
        var slots = new float[Size];
        foreach (var value in values)
        {
            if (Slot(value) is { } slot)
                slots[slot] = 1;
        }
        return slots;
    }
}
