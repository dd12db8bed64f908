namespace ShortVideo.Features;

/// <summary>
/// Represents the one-hot slots of a category: one slot for each frequent value, by falling count, and a last slot for all other values. A missing value
/// has no slot.
/// </summary>
internal sealed record Vocabulary(IReadOnlyList<string> Values)
{
    private readonly Dictionary<string, int> _slots = Values.Select((value, slot) => (value, slot)).ToDictionary(pair => pair.value, pair => pair.slot);

    /// <summary>The number of slots.</summary>
    public int Size => Values.Count + 1;

    public static Vocabulary Of(IEnumerable<string?> values, int minimumCount) => new(
        [.. values
            .OfType<string>()
            .GroupBy(value => value)
            .Where(group => group.Count() >= minimumCount)
            .OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Key)]);

    /// <summary>Gets the slot of a value, or null for a missing value.</summary>
    public int? Slot(string? value) => value is null ? null : _slots.GetValueOrDefault(value, Values.Count);

    /// <summary>Gets a vector that is 1 in the slots of the values and 0 in the others.</summary>
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
