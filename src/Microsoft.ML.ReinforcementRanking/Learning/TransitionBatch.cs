using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Rows of a log as tensors. Created inside the caller's dispose scope, which owns them.
/// </summary>
internal sealed class TransitionBatch
{
    private readonly SessionDataset _data;
    private readonly int[] _rows;
    private readonly Device _device;

    public TransitionBatch(SessionDataset data, int[] rows, Device device)
    {
        _data = data;
        _rows = rows;
        _device = device;
        States = Gather(data.Features, rows, device);
        if (data.Actions is { } actions)
            Actions = tensor(Array.ConvertAll(rows, row => (long)actions[row]), device: device);
        else if (data.ActionVectors is { } vectors)
            Actions = Gather(vectors, rows, device);
        Weights = data.Weights is { } weights ? Column(weights) : null;
        Propensities = data.Propensities is { } propensities ? Column(propensities) : null;
    }

    public int RowCount => _rows.Length;

    /// <summary>The rows of the log.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>[rows, features].</summary>
    public Tensor States { get; }

    /// <summary>[rows] indices into the catalog, or [rows, action width] for continuous actions; null where the log has none.</summary>
    public Tensor? Actions { get; }

    /// <summary>[rows], or null: every row counts the same.</summary>
    public Tensor? Weights { get; }

    /// <summary>[rows], or null: not logged.</summary>
    public Tensor? Propensities { get; }

    /// <summary>A response of the log: [rows].</summary>
    public Tensor Response(int response) => Column(_data.Responses[response]);

    /// <summary>A per-row column of the log: [rows].</summary>
    public Tensor Column(float[] column) => Own(Array.ConvertAll(_rows, row => column[row]), [_rows.Length], _device);

    /// <summary>1 where the row has a successor in its session, 0 where the session ends: [rows].</summary>
    public Tensor Continues() => Own(Array.ConvertAll(_rows, row => _data.NextRow[row] < 0 ? 0f : 1f), [_rows.Length], _device);

    /// <summary>The successors; the rows themselves where their sessions end (masked by <see cref="Continues"/>).</summary>
    public TransitionBatch Next() => new(_data, Successors(), _device);

    /// <summary>The successors' states, [rows, features]; the row's own state where the session ends (masked by <see cref="Continues"/>).</summary>
    public Tensor NextStates() => Gather(_data.Features, Successors(), _device);

    /// <summary>Probabilities of all actions in the successors' states under the policy that was given with the log: [rows, actions].</summary>
    public Tensor NextActionProbabilities() => Gather(_data.ActionProbabilities!, Successors(), _device);

    /// <summary>
    /// Per categorical field of the state: the indices of the rows' values one row after the other, and where each row starts; no starts where every row has
    /// exactly one value.
    /// </summary>
    public IReadOnlyList<(Tensor Indices, Tensor? Starts)> Categories() => Array.ConvertAll(_data.Categories, Gather);

    /// <summary>Rows of a table, zeros included: [rows, width].</summary>
    public static Tensor Gather(FeatureTable table, int[] rows, Device device)
    {
        var values = new float[rows.Length * table.Width];
        for (var index = 0; index < rows.Length; index++)
            table.CopyRow(rows[index], values.AsSpan(index * table.Width, table.Width));
        return Own(values, [rows.Length, table.Width], device);
    }

    private (Tensor Indices, Tensor? Starts) Gather(CategoryTable table)
    {
        List<long> indices = new(_rows.Length);
        var starts = new long[_rows.Length];
        for (var row = 0; row < _rows.Length; row++)
        {
            starts[row] = indices.Count;
            foreach (var index in table[_rows[row]])
                indices.Add(index);
        }
        return (tensor(indices.ToArray(), device: _device), table.Starts is null ? null : tensor(starts, device: _device));
    }

    private int[] Successors() => Array.ConvertAll(_rows, row => _data.NextRow[row] < 0 ? row : _data.NextRow[row]);

    // A tensor of an array uses the array's memory, whose alignment is the collector's choice, and the last bits of a matrix product depend on it:
    // only memory that libtorch aligned itself gives the same model again.
    private static Tensor Own(float[] values, long[] shape, Device device)
    {
        using var borrowed = tensor(values, shape, device: device);
        return borrowed.clone();
    }
}
