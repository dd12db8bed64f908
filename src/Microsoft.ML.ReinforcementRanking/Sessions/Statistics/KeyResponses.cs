using Microsoft.ML.Trainers.ReinforcementRanking.Files;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Contains what the rows of one value of a key have had: their number, the newest time, and the sums and numbers of known responses.</summary>
internal sealed class KeyResponses
{
    /// <summary>The number of bytes in a model file without those of the responses.</summary>
    public const int BytesWithout = sizeof(int) + sizeof(long);

    private readonly double[] _sums;
    private readonly int[] _counts;

    public KeyResponses(int responseCount) => (_sums, _counts) = (new double[responseCount], new int[responseCount]);

    private KeyResponses(KeyResponses other)
        => (_sums, _counts, RowCount, Newest) = ([.. other._sums], [.. other._counts], other.RowCount, other.Newest);

    public int RowCount { get; private set; }

    /// <summary>Gets or sets the newest time of the rows, in ticks, or as a code while the unit of the times is not known.</summary>
    public long Newest { get; set; } = long.MinValue;

    public ReadOnlySpan<double> Sums => _sums;

    public ReadOnlySpan<int> Counts => _counts;

    public KeyResponses Copy() => new(this);

    public void Add(long time, ReadOnlySpan<float> responses)
    {
        RowCount++;
        Newest = Math.Max(Newest, time);
        for (var response = 0; response < responses.Length; response++)
        {
            if (float.IsNaN(responses[response]))
                continue;
            _sums[response] += responses[response];
            _counts[response]++;
        }
    }

    public static KeyResponses Read(ModelReader reader, int responseCount)
    {
        reader.RequireBytes("the responses of a key", BytesWithout + (long)responseCount * (sizeof(int) + sizeof(double)));
        var responses = new KeyResponses(responseCount) { RowCount = reader.ReadInt32(), Newest = reader.ReadInt64() };
        ModelReader.Require(responses.RowCount >= 0, $"a key has {responses.RowCount} rows");
        for (var response = 0; response < responseCount; response++)
        {
            var (count, sum) = (reader.ReadInt32(), reader.ReadDouble());
            // A response is a Single.
            ModelReader.Require(
                count >= 0 && count <= responses.RowCount && Math.Abs(sum) <= (double)float.MaxValue * count, $"{count} responses have the sum {sum}");
            (responses._counts[response], responses._sums[response]) = (count, sum);
        }
        return responses;
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(RowCount);
        writer.Write(Newest);
        for (var response = 0; response < _sums.Length; response++)
        {
            writer.Write(_counts[response]);
            writer.Write(_sums[response]);
        }
    }
}
