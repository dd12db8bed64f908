using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>
/// Represents rows of a log as tensors. They are created inside the caller's dispose scope, which owns them. States are not if the batch has buffers: they
/// are valid until the next batch with these buffers is made.
/// </summary>
internal sealed class TransitionBatch
{
    private readonly SessionDataset _data;
    private readonly int[] _rows;
    private readonly Device _device;
    private readonly BatchBuffers? _buffers;
    private Tensor? _nextStates;

    public TransitionBatch(SessionDataset data, int[] rows, Device device, BatchBuffers? buffers = null)
        : this(data, rows, device, buffers?.States.Gather(data.Features, rows, device) ?? GatherStates(data.Features, rows, device)) => _buffers = buffers;

    private TransitionBatch(SessionDataset data, int[] rows, Device device, Tensor states)
    {
        _data = data;
        _rows = rows;
        _device = device;
        States = states;
        if (data.Actions is { } actions)
            Actions = Values(row => (long)actions[row]);
        else if (data.ActionVectors is { } vectors)
            Actions = Gather(vectors, rows, device);
        Weights = data.Weights is { } weights ? Column(weights) : null;
        Propensities = data.Propensities is { } propensities ? Column(propensities) : null;
    }

    public int RowCount => _rows.Length;

    /// <summary>Gets the log.</summary>
    public SessionDataset Data => _data;

    /// <summary>Gets the rows of the log.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    /// <summary>Gets the states. The shape is [rows, features]. They are a sparse tensor if the features are sparse (<see cref="SparseWidth"/>).</summary>
    public Tensor States { get; }

    /// <summary>
    /// Gets the actions: indices into the catalog of shape [rows], or continuous actions of shape [rows, action width], or null if the log has none.
    /// </summary>
    public Tensor? Actions { get; }

    /// <summary>Gets the weights of the rows, of shape [rows], or null to count all rows equally.</summary>
    public Tensor? Weights { get; }

    /// <summary>Gets the logged propensities, of shape [rows], or null if they were not logged.</summary>
    public Tensor? Propensities { get; }

    /// <summary>Returns the positions of the rows' actions on their pages, from 0, of shape [rows], or null if positions are not known.</summary>
    public Tensor? Positions() => _data.Positions is { } positions ? Values(row => (long)positions[row]) : null;

    /// <summary>Returns the positions of the successors, of shape [rows], or null if positions are not known.</summary>
    public Tensor? NextPositions()
        => _data.Positions is { } positions ? Values(row => (long)positions[_data.NextRow[row] < 0 ? row : _data.NextRow[row]]) : null;

    /// <summary>Returns a response of the log. The shape is [rows].</summary>
    public Tensor Response(int response) => Column(_data.Responses[response]);

    /// <summary>Returns the values of a column with one number per row of the log. The shape is [rows].</summary>
    public Tensor Column(Column<float> column) => Values(row => column[row]);

    /// <summary>Returns 1 if the row has a successor in its session, and 0 at the end of the session. The shape is [rows].</summary>
    public Tensor Continues() => Values(row => _data.NextRow[row] < 0 ? 0f : 1f);

    /// <summary>Returns the successor of each row. A row at the end of its session is its own successor, which <see cref="Continues"/> masks.</summary>
    public int[] NextRows() => NextRows(_data, _rows);

    /// <summary>Returns the successor of each of some rows of a log. A row at the end of its session is its own successor.</summary>
    public static int[] NextRows(SessionDataset data, int[] rows) => Array.ConvertAll(rows, row => data.NextRow[row] < 0 ? row : data.NextRow[row]);

    /// <summary>Returns the successors. A row at the end of its session is its own successor, which <see cref="Continues"/> masks.</summary>
    public TransitionBatch Next() => new(_data, NextRows(), _device, NextStates());

    /// <summary>
    /// Returns the states of the successors. The shape is [rows, features]. A row at the end of its session has its own state, which
    /// <see cref="Continues"/> masks.
    /// </summary>
    public Tensor NextStates() => _buffers is null
        ? GatherStates(_data.Features, NextRows(), _device)
        : _nextStates ??= _buffers.NextStates.Gather(_data.Features, NextRows(), _device);

    /// <summary>
    /// Returns the probabilities of all actions in the states of the successors, under the policy that is given with the log. The shape is [rows, actions].
    /// </summary>
    public Tensor NextActionProbabilities() => Gather(_data.ActionProbabilities!, NextRows(), _device);

    /// <summary>
    /// Returns, for each categorical field of the state, the indices of the rows' values, one row after another, and the start of each row. The starts
    /// are null if every row has exactly one value.
    /// </summary>
    public IReadOnlyList<(Tensor Indices, Tensor? Starts)> Categories() => Array.ConvertAll(_data.Categories, Gather);

    /// <summary>
    /// Returns the number of features if states on the device are sparse tensors, or 0 if they are dense. Layers read sparse states on the CPU only.
    /// </summary>
    public static int SparseWidth(FeatureTable features, Device device) => features.IsSparse && device.type == DeviceType.CPU ? features.Width : 0;

    /// <summary>Returns rows of a table, including their zeros. The shape is [rows, width].</summary>
    public static Tensor Gather(FeatureTable table, int[] rows, Device device)
    {
        RequireDense(table, rows.Length);
        var values = empty(rows.Length, table.Width);
        Fill(values, table, rows);
        return Place(values, device);
    }

    /// <summary>Writes rows of a table, including their zeros, into the memory of a tensor on the CPU.</summary>
    public static void Fill(Tensor destination, FeatureTable table, int[] rows)
    {
        var values = MemoryMarshal.Cast<byte, float>(destination.bytes);
        for (var index = 0; index < rows.Length; index++)
            table.CopyRow(rows[index], values.Slice(index * table.Width, table.Width));
    }

    /// <summary>Requires that rows of a table can be filled into one tensor.</summary>
    /// <exception cref="FeatureWidthException">The rows have too many values.</exception>
    public static void RequireDense(FeatureTable table, int rowCount)
    {
        if ((long)rowCount * table.Width > int.MaxValue / sizeof(float))
        {
            throw new FeatureWidthException(string.Create(CultureInfo.InvariantCulture,
                $"a batch of {rowCount} rows with {table.Width} values each is too large for one dense tensor of {int.MaxValue} bytes. Lower BatchSize, or use "
                + $"fewer features (a smaller numberOfBits where they are hashed). On the CPU, features that are mostly zero need no dense tensor."));
        }
    }

    /// <summary>Replaces the rows of sparse states by rows of a table.</summary>
    public static void Fill(SparseStates destination, FeatureTable table, int[] rows)
    {
        destination.Clear(table.Width);
        foreach (var row in rows)
        {
            destination.AddRow(table.CountNonZeros(row), out var slots, out var values);
            table.CopyNonZeros(row, slots, values);
        }
    }

    /// <summary>Moves values that were written into memory of the CPU to a device.</summary>
    public static Tensor Place(Tensor values, Device device) => device.type == DeviceType.CPU ? values : values.to(device, disposeAfter: true);

    private static Tensor GatherStates(FeatureTable table, int[] rows, Device device)
    {
        if (SparseWidth(table, device) == 0)
            return Gather(table, rows, device);
        var states = new SparseStates();
        Fill(states, table, rows);
        return states.ToTensor();
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

    // Values are written into memory that libtorch has aligned. A tensor that is created from an array uses the memory of the array, whose alignment the
    // garbage collector chooses, and the last bits of a matrix product depend on it. Only aligned memory gives the same model in every run.
    private Tensor Values<T>(Func<int, T> valueOf)
        where T : unmanaged
    {
        var values = empty(_rows.Length, dtype: typeof(T) == typeof(long) ? ScalarType.Int64 : ScalarType.Float32);
        var destination = MemoryMarshal.Cast<byte, T>(values.bytes);
        for (var index = 0; index < _rows.Length; index++)
            destination[index] = valueOf(_rows[index]);
        return Place(values, _device);
    }
}
