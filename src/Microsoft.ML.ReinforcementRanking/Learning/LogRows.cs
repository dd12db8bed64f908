using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning;

/// <summary>Represents some rows of a log, which are whole sessions.</summary>
internal sealed record LogRows(SessionDataset Data, Column<int> Rows)
{
    /// <summary>Returns the weight of a row of the log, which is 1 if the log has no weights.</summary>
    public double WeightOf(int row) => Data.Weights?[row] ?? 1;

    /// <summary>Gets whether any row has a weight above 0. Otherwise there is nothing to train on or to measure.</summary>
    public bool HasWeight => Rows.Any(row => WeightOf(row) > 0);

    /// <summary>Returns, for each row of the log, <c>Σ γ^t r_t</c> from that row to the end of its session, given one reward per row.</summary>
    public Column<double> DiscountedReturns(Column<float> rewards, double discount)
    {
        // Successors come later in the order of arrival, so one backward pass visits every successor first.
        var returns = Data.Store.NewColumn<double>(Data.RowCount);
        for (var row = Data.RowCount - 1; row >= 0; row--)
        {
            var next = Data.NextRow[row];
            returns[row] = rewards[row] + (next < 0 ? 0 : discount * returns[next]);
        }
        return returns;
    }

    /// <summary>Requires that every continuous action lies in the range that the user gave.</summary>
    /// <exception cref="InvalidOperationException">An action is outside of the range.</exception>
    public void RequireActionsWithin(IHost host, string column, float minimum, float maximum)
    {
        var action = new float[Data.ActionVectors!.Width];
        foreach (var row in Rows)
        {
            Data.ActionVectors.CopyRow(row, action);
            var slot = Array.FindIndex(action, value => value < minimum || value > maximum);
            if (slot >= 0)
            {
                throw host.Except(string.Create(CultureInfo.InvariantCulture,
                    $"{Data.Describe(row)}, action column '{column}': slot {slot} is {action[slot]}, "
                    + $"which is outside of the range from ActionMinimum {minimum} to ActionMaximum {maximum}. Correct the row, or widen the range."));
            }
        }
    }

    /// <summary>Returns about the given number of rows, spread evenly.</summary>
    public int[] Sample(int count)
    {
        var stride = Math.Max(1, Rows.Length / count);
        return [.. Rows.Where((_, index) => index % stride == 0)];
    }

    /// <summary>Computes weighted means over the rows of values that are computed batch by batch.</summary>
    /// <param name="batchSize">The number of rows per batch.</param>
    /// <param name="device">The device of the networks.</param>
    /// <param name="values">Computes the values to average: at least one tensor of shape [rows].</param>
    public double[] Means(int batchSize, Device device, Func<TransitionBatch, Tensor[]> values)
    {
        double[] sums = [];
        var total = 0.0;
        using var buffers = new BatchBuffers();
        foreach (var rows in Chunks(batchSize))
        {
            using var scope = NewDisposeScope();
            var batch = new TransitionBatch(Data, rows, device, buffers);
            var columns = values(batch);
            Array.Resize(ref sums, columns.Length);
            var weights = batch.Weights ?? ones_like(columns[0]);
            for (var index = 0; index < columns.Length; index++)
                sums[index] += (columns[index] * weights).sum().item<float>();
            total += weights.sum().item<float>();
        }
        return Array.ConvertAll(sums, sum => sum / total);
    }

    /// <summary>Returns the rows in order, in chunks of at most the given size.</summary>
    public IEnumerable<int[]> Chunks(int size)
    {
        for (var start = 0; start < Rows.Length; start += size)
        {
            yield return Rows.Read(start, Math.Min(size, Rows.Length - start)).ToArray();
            NativeHeap.CountStep();
        }
    }
}
