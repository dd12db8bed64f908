using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Keeps the memory of the states of a batch, so that a stage reuses it in all of its steps. Memory that is freed after every step is given back to the
/// system, and every page of it costs a fault when it is written again.
/// </summary>
internal sealed class BatchBuffers : IDisposable
{
    /// <summary>Gets the buffer of the states of the rows.</summary>
    public RowBuffer States { get; } = new();

    /// <summary>Gets the buffer of the states of the successors.</summary>
    public RowBuffer NextStates { get; } = new();

    public void Dispose()
    {
        States.Dispose();
        NextStates.Dispose();
    }
}

/// <summary>Represents the memory of one tensor, which is filled again and again.</summary>
internal sealed class RowBuffer : IDisposable
{
    private readonly SparseStates _sparse = new();
    private Tensor? _memory;
    private Tensor? _rows;

    /// <summary>
    /// Returns rows of a table as a tensor of shape [rows, width] that is valid until the next call. It belongs to no dispose scope. The tensor is sparse if
    /// the table is.
    /// </summary>
    public Tensor Gather(FeatureTable table, int[] rows, Device device)
    {
        _rows?.Dispose();
        return _rows = (TransitionBatch.SparseWidth(table, device) > 0 ? GatherSparse(table, rows) : GatherDense(table, rows, device)).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        _rows?.Dispose();
        _memory?.Dispose();
    }

    private Tensor GatherSparse(FeatureTable table, int[] rows)
    {
        TransitionBatch.Fill(_sparse, table, rows);
        return _sparse.ToTensor();
    }

    private Tensor GatherDense(FeatureTable table, int[] rows, Device device)
    {
        TransitionBatch.RequireDense(table, rows.Length);
        if (_memory is null || _memory.shape[0] < rows.Length || _memory.shape[1] != table.Width)
        {
            _memory?.Dispose();
            _memory = empty(rows.Length, table.Width).DetachFromDisposeScope();
        }
        // The last batch of an epoch is smaller than the others.
        using var values = _memory.narrow(0, 0, rows.Length);
        TransitionBatch.Fill(values, table, rows);
        return device.type == DeviceType.CPU ? values.alias() : values.to(device);
    }
}
