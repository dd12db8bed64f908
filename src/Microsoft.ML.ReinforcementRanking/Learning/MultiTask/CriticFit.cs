using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>
/// Measures how well a task's critic predicts. Transitions do not depend on actions, so the discounted sum of a session's logged rewards is an unbiased
/// sample of the value and needs no bootstrapping (docs/equations-rmtl.md (2)).
/// </summary>
/// <param name="Task">The name of the task.</param>
/// <param name="Explained">The share of the returns' variance that the values explain (R²). It is NaN if the returns do not vary.</param>
/// <param name="Correlation">The correlation of values and returns. It is NaN if one of them does not vary.</param>
/// <param name="MeanReturn">The mean of the returns.</param>
/// <param name="ReturnDeviation">The standard deviation of the returns.</param>
/// <param name="ValueDeviation">The standard deviation of the values.</param>
internal readonly record struct CriticFit(string Task, double Explained, double Correlation, double MeanReturn, double ReturnDeviation, double ValueDeviation)
{
    public static CriticFit[] Of(LogRows log, TaskNetwork actor, TaskCritics critics, double discount)
    {
        var predictions = actor.PredictAll(log);
        return Of(log, actor.Tasks, critics, predictions, Returns(log, actor, predictions, discount));
    }

    /// <summary>Measures the fit for given predictions of the frozen network and their returns.</summary>
    public static CriticFit[] Of(LogRows log, IReadOnlyList<TaskTarget> tasks, TaskCritics critics, IReadOnlyList<Column<float>> predictions,
        IReadOnlyList<Column<double>> returns)
    {
        var values = critics.ValuesOfAll(log, predictions);
        CriticFit[] fits = [.. tasks.Select((task, index) => Of(task.Name, log, values[index], returns[index]))];
        Array.ForEach(values, column => column.Dispose());
        return fits;
    }

    /// <summary>Computes, for each task, the discounted sum of rewards from each row of the log to the end of its session.</summary>
    public static Column<double>[] Returns(LogRows log, TaskNetwork actor, IReadOnlyList<Column<float>> predictions, double discount)
    {
        var rewards = RowTable.Of(log, actor.Module, actor.Tasks.Count,
            batch => TaskLosses.Rewards(stack(predictions.Select(batch.Column), 1), actor.Targets(batch, log), actor.IsBinary));
        return [.. rewards.Select(reward => log.DiscountedReturns(reward, discount))];
    }

    private static CriticFit Of(string task, LogRows log, Column<float> values, Column<double> returns)
    {
        double total = 0, valueSum = 0, returnSum = 0;
        foreach (var row in log.Rows)
        {
            var weight = log.WeightOf(row);
            total += weight;
            valueSum += weight * values[row];
            returnSum += weight * returns[row];
        }
        var (meanValue, meanReturn) = (valueSum / total, returnSum / total);
        double valueSquares = 0, returnSquares = 0, products = 0, errors = 0;
        foreach (var row in log.Rows)
        {
            var weight = log.WeightOf(row);
            var (value, ret) = (values[row] - meanValue, returns[row] - meanReturn);
            valueSquares += weight * value * value;
            returnSquares += weight * ret * ret;
            products += weight * value * ret;
            errors += weight * (values[row] - returns[row]) * (values[row] - returns[row]);
        }
        return new(task, 1 - errors / returnSquares, products / Math.Sqrt(valueSquares * returnSquares), meanReturn,
            Math.Sqrt(returnSquares / total), Math.Sqrt(valueSquares / total));
    }
}
