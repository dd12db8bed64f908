using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Represents the expected losses of predictions of a task over the labels, so that they contain no noise of labels. They are cross-entropies in nats.
/// </summary>
/// <param name="LogLoss">The mean over rows.</param>
/// <param name="SessionLogLoss">The mean over sessions of the mean of a session.</param>
internal readonly record struct LawLosses(double LogLoss, double SessionLogLoss)
{
    /// <summary>Computes the losses by task.</summary>
    public static LawLosses[] Of(IReadOnlyList<TaskRow> rows, ITransformer model)
    {
        var scored = model.Transform(TaskRow.View(rows));
        return Of(rows, [.. TaskRow.Tasks.Select(task => scored.GetColumn<float>(task + ".Probability").ToArray())]);
    }

    /// <param name="rows">The rows.</param>
    /// <param name="probabilities">The probabilities by task and row.</param>
    public static LawLosses[] Of(IReadOnlyList<TaskRow> rows, float[][] probabilities)
        => [.. TaskRow.Tasks.Zip(probabilities, (task, predicted) => Of(rows, task, predicted))];

    public static LawLosses Of(IReadOnlyList<TaskRow> rows, string task, IReadOnlyList<float> probabilities)
    {
        double total = 0, sessionTotal = 0, sessions = 0;
        foreach (var (row, probability) in rows.Zip(probabilities))
        {
            var loss = CrossEntropy(row.LawOf(task), probability);
            total += loss;
            sessionTotal += row.SessionShare * loss;
            sessions += row.SessionShare;
        }
        return new(total / rows.Count, sessionTotal / sessions);
    }

    /// <summary>Computes the expected loss of a row.</summary>
    public static double CrossEntropy(double law, double probability) => -law * Math.Log(probability) - (1 - law) * Math.Log(1 - probability);
}
