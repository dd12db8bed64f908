using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>What a network says of every row of a log, as managed columns.</summary>
internal static class RowTable
{
    /// <param name="log">The rows; other rows of the log stay 0.</param>
    /// <param name="module">The network, evaluated without dropout and without gradient.</param>
    /// <param name="columnCount">Columns of the result.</param>
    /// <param name="compute">A batch's values: [rows, columns].</param>
    /// <returns>Per column one value per row of the log.</returns>
    public static float[][] Of(LogRows log, PlannedModule module, int columnCount, Func<TransitionBatch, Tensor> compute)
    {
        using var noGrad = no_grad();
        var wasTraining = module.training;
        module.eval();
        float[][] columns = [.. Enumerable.Range(0, columnCount).Select(_ => new float[log.Data.RowCount])];
        var device = module.parameters().First().device;
        foreach (var rows in log.Chunks(2048))
        {
            using var scope = NewDisposeScope();
            var values = compute(new TransitionBatch(log.Data, rows, device)).t().contiguous().cpu().data<float>().ToArray();
            for (var column = 0; column < columnCount; column++)
            {
                for (var index = 0; index < rows.Length; index++)
                    columns[column][rows[index]] = values[column * rows.Length + index];
            }
        }
        module.train(wasTraining);
        return columns;
    }
}
