namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Numbers distinct texts in the order of their first appearance. Texts that are equal are the same sequence of characters. Several threads can look up
/// texts at the same time while none is added.
/// </summary>
internal sealed class TextIndex
{
    /// <summary>
    /// The bytes of an entry of a dictionary, of its bucket, and of a reference, in tables that have just doubled and in those that were copied to them, and
    /// the bytes of a text without its characters.
    /// </summary>
    private const long BytesPerText = (24 + 4 + 8) * 3 + 32;

    private readonly List<string> _values = [];
    private readonly Dictionary<string, int> _indexOf = [];
    private long _characterCount;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <param name="values">The first texts, all different.</param>
    public TextIndex(params IEnumerable<string> values)
    {
        // A text that was found before is looked up without creating a string.
        _lookup = _indexOf.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var value in values)
            Add(value);
    }

    /// <summary>Gets whether no text is added any more.</summary>
    public bool IsFixed { get; init; }

    public int Count => _values.Count;

    /// <summary>Gets the largest number of bytes that the texts so far may need in memory.</summary>
    public long ByteCount => BytesPerText * Count + sizeof(char) * _characterCount;

    /// <summary>Gets the texts in the order of their indices.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>Returns the index of a text, or -1.</summary>
    public int IndexOf(ReadOnlySpan<char> text) => _lookup.TryGetValue(text, out var index) ? index : -1;

    /// <summary>Returns the index of a text, which is added if it is new, or -1 if it is new and the index is fixed.</summary>
    public int IndexOrAdd(ReadOnlySpan<char> text)
    {
        var index = IndexOf(text);
        return index < 0 && !IsFixed ? Add(text.ToString()) : index;
    }

    /// <summary>Returns a copy that grows by itself.</summary>
    public TextIndex Copy() => new(_values) { IsFixed = IsFixed };

    private int Add(string text)
    {
        _indexOf.Add(text, _values.Count);
        _values.Add(text);
        _characterCount += text.Length;
        return _values.Count - 1;
    }
}
