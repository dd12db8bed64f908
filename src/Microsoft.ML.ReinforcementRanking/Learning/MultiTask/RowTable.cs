using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Evaluates a network on every row of a log, and returns the results as columns.</summary>
internal static class RowTable
{
    /// <param name="log">The rows. Other rows of the log are 0.</param>
    /// <param name="module">The network, which is evaluated without dropout and without gradient.</param>
    /// <param name="columnCount">The number of columns of the result.</param>
    /// <param name="compute">Computes a batch's values, of shape [rows, columns].</param>
    /// <returns>For each column, one value per row of the log.</returns>
    public static Column<float>[] Of(LogRows log, PlannedModule module, int columnCount, Func<TransitionBatch, Tensor> compute)
    {
        using var noGrad = no_grad();
        var wasTraining = module.IsTraining;
        module.SetTraining(false);
        Column<float>[] columns = [.. Enumerable.Range(0, columnCount).Select(_ => log.Data.Store.NewColumn<float>(log.Data.RowCount))];
        var device = module.AllParameters().First().device;
        using var buffers = new BatchBuffers();
        foreach (var rows in log.Chunks(2048))
        {
            using var scope = NewDisposeScope();
            var values = compute(new TransitionBatch(log.Data, rows, device, buffers)).t().contiguous().cpu().data<float>().ToArray();
            for (var column = 0; column < columnCount; column++)
            {
                for (var index = 0; index < rows.Length; index++)
                    columns[column][rows[index]] = values[column * rows.Length + index];
            }
        }
        module.SetTraining(wasTraining);
        return columns;
    }
}
