using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>
/// Keeps the rows of whole sessions, chosen by their hash, so that there are never more than a given number of rows. Half of the sessions are dropped each
/// time that there are too many.
/// </summary>
internal sealed class SampledRows
{
    /// <summary>The number of slots of the features that are kept.</summary>
    public const int MaximumWidth = 4096;

    private const int MaximumNumbers = 25_000_000;

    private readonly List<SampledRow> _rows = [];
    private readonly int _capacity;
    private ulong _limit = ulong.MaxValue;

    /// <param name="features">The column of the features, or null.</param>
    /// <param name="maximumRows">The largest number of rows.</param>
    public SampledRows(RoleColumn? features, int maximumRows)
    {
        Width = Math.Min(features?.Type.GetVectorSize() ?? 0, MaximumWidth);
        _capacity = Math.Min(maximumRows, MaximumNumbers / Math.Max(Width, 1));
    }

    /// <summary>The number of slots of the features of a row.</summary>
    public int Width { get; }

    public IReadOnlyList<SampledRow> Rows => _rows;

    /// <summary>The number of different sessions.</summary>
    public int SessionCount => _rows.Select(row => row.Session).Distinct().Count();

    public void Add(CheckedRow row)
    {
        if (row.SessionHash > _limit || _rows.Count == _capacity)
            return;
        var features = new float[Width];
        foreach (var (slot, value) in row.Features.Items())
        {
            if (slot < Width)
                features[slot] = value;
        }
        _rows.Add(new(row.SessionHash, row.Action, [.. row.Responses], features));
        // A session that fills the sample alone stays, without its last rows.
        while (_rows.Count == _capacity && _rows.Exists(kept => kept.Session <= _limit / 2))
        {
            _limit /= 2;
            _rows.RemoveAll(kept => kept.Session > _limit);
        }
    }

    /// <summary>Returns the values of a slot of the features of all rows.</summary>
    public float[] Slot(int slot) => [.. _rows.Select(row => row.Features[slot])];

    /// <summary>Returns the values of a response in all rows.</summary>
    public float[] Response(int index) => [.. _rows.Select(row => (float)row.Responses[index])];
}

/// <summary>Represents a row of a sample, and its session by a hash.</summary>
internal sealed record SampledRow(ulong Session, int Action, double[] Responses, float[] Features);
