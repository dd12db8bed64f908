using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Contains the responses of all values of one key. A table can continue another one, which it leaves as it is: values that get new rows are copied first.
/// </summary>
internal sealed class KeyTable
{
    private readonly int _responseCount;
    private readonly KeyTable? _before;
    private readonly ResponseMoments[] _moments;
    private readonly Dictionary<string, KeyResponses> _values = [];
    private readonly Dictionary<string, KeyResponses>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public KeyTable(int responseCount)
        : this(responseCount, before: null, new ResponseMoments[responseCount])
    {
    }

    private KeyTable(int responseCount, KeyTable? before, ResponseMoments[] moments)
    {
        (_responseCount, _before, _moments) = (responseCount, before, moments);
        // A value that was found before is looked up without creating a string.
        _lookup = _values.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Gets the values that have rows of this table's own.</summary>
    public IEnumerable<KeyResponses> Values => _values.Values;

    /// <summary>Returns a table that begins with the rows of this one.</summary>
    public KeyTable Continue() => new(_responseCount, this, [.. _moments]);

    /// <summary>Returns a table with copies of all values of this one and of those that it continues.</summary>
    public KeyTable Copy()
    {
        var copy = _before?.Copy() ?? new(_responseCount, before: null, new ResponseMoments[_responseCount]);
        foreach (var (value, responses) in _values)
            copy._values[value] = responses.Copy();
        _moments.CopyTo(copy._moments, 0);
        return copy;
    }

    /// <summary>Returns the responses of a value, or null if it has no rows.</summary>
    public KeyResponses? Find(ReadOnlySpan<char> value) => _lookup.TryGetValue(value, out var responses) ? responses : _before?.Find(value);

    /// <summary>Returns the responses of a value, to which rows may be added.</summary>
    public KeyResponses FindOrAdd(ReadOnlySpan<char> value)
    {
        if (_lookup.TryGetValue(value, out var responses))
            return responses;
        responses = _before?.Find(value)?.Copy() ?? new(_responseCount);
        _values.Add(value.ToString(), responses);
        return responses;
    }

    /// <summary>Adds a row to a value that <see cref="FindOrAdd"/> returned.</summary>
    public void Add(KeyResponses value, long time, ReadOnlySpan<float> responses)
    {
        for (var response = 0; response < responses.Length; response++)
        {
            if (!float.IsNaN(responses[response]))
                _moments[response].Add(responses[response], value.Sums[response], value.Counts[response]);
        }
        value.Add(time, responses);
    }

    /// <summary>Returns the number of rows that the mean of all rows counts for.</summary>
    public double StrengthOf(int response) => _moments[response].Strength();

    public static KeyTable Read(ModelReader reader, int responseCount)
    {
        reader.RequireBytes("a list of moments", (long)responseCount * ResponseMoments.Bytes);
        var table = new KeyTable(responseCount);
        for (var response = 0; response < responseCount; response++)
            table._moments[response] = ResponseMoments.Read(reader);
        for (var left = reader.ReadCount("key values", sizeof(byte) + KeyResponses.BytesWithout); left > 0; left--)
        {
            var value = reader.ReadText();
            ModelReader.Require(table._values.TryAdd(value, KeyResponses.Read(reader, responseCount)), $"a key has the value '{value}' twice");
        }
        return table;
    }

    /// <summary>Writes a table that continues no other one.</summary>
    public void Write(BinaryWriter writer)
    {
        foreach (var moments in _moments)
            moments.Write(writer);
        writer.Write(_values.Count);
        foreach (var (value, responses) in _values)
        {
            writer.Write(value);
            responses.Write(writer);
        }
    }
}
