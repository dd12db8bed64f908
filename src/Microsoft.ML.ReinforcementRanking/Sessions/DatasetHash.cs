using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Computes a hash of everything that a fit reads of a log.</summary>
internal sealed class DatasetHash : IDisposable
{
    private const int ChunkLength = 1 << 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private DatasetHash()
    {
    }

    /// <summary>Returns the hash of a log as text.</summary>
    public static string Of(SessionDataset data)
    {
        using var hash = new DatasetHash();
        hash.Add(data.SessionOfRow);
        hash.Add(data.Features);
        foreach (var response in data.Responses)
            hash.Add(response);
        foreach (var (_, indices, starts) in data.Categories)
        {
            hash.Add(indices);
            hash.Add(starts);
        }
        hash.Add(data.Actions);
        for (var row = 0; row < (data.EligibleActions?.RowCount ?? 0); row++)
            hash.Add(data.EligibleActions![row]);
        hash.Add(data.Positions);
        foreach (var id in data.ActionIds?.Values ?? [])
            hash.Add<char>(id);
        hash.Add(data.ActionFeatures);
        hash.Add(data.ActionVectors);
        hash.Add(data.Propensities);
        hash.Add(data.ActionProbabilities);
        hash.Add(data.Weights);
        return Convert.ToHexStringLower(hash._hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();

    private void Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        // Without the lengths, a value could move from one column to the next.
        var length = values.Length;
        _hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        _hash.AppendData(MemoryMarshal.AsBytes(values));
    }

    private void Add<T>(Column<T>? values)
        where T : unmanaged
    {
        var length = values?.Length ?? 0;
        _hash.AppendData(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in length)));
        for (var start = 0; start < length; start += ChunkLength)
            _hash.AppendData(MemoryMarshal.AsBytes(values!.Read(start, Math.Min(ChunkLength, length - start))));
    }

    private void Add(FeatureTable? table)
    {
        var (slots, values) = (Array.Empty<int>(), Array.Empty<float>());
        for (var row = 0; row < (table?.RowCount ?? 0); row++)
        {
            var count = table!.CountNonZeros(row);
            if (slots.Length < count)
                (slots, values) = (new int[2 * count], new float[2 * count]);
            table.CopyNonZeros(row, slots.AsSpan(0, count), values.AsSpan(0, count));
            Add<int>(slots.AsSpan(0, count));
            Add<float>(values.AsSpan(0, count));
        }
    }
}
