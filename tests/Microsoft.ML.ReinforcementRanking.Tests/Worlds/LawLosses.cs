using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// What a model's predictions of a task cost in expectation over the labels, which leaves the labels' own noise out: cross-entropy from the law, in nats.
/// </summary>
/// <param name="LogLoss">Mean over rows.</param>
/// <param name="SessionLogLoss">Mean over sessions of a session's mean.</param>
internal readonly record struct LawLosses(double LogLoss, double SessionLogLoss)
{
    /// <summary>Per task.</summary>
    public static LawLosses[] Of(IReadOnlyList<TaskRow> rows, ITransformer model)
    {
        var scored = model.Transform(TaskRow.View(rows));
        return Of(rows, [.. TaskRow.Tasks.Select(task => scored.GetColumn<float>(task + ".Probability").ToArray())]);
    }

    /// <param name="rows">The rows.</param>
    /// <param name="probabilities">Per task, per row.</param>
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

    /// <summary>Expected loss of a row.</summary>
    public static double CrossEntropy(double law, double probability) => -law * Math.Log(probability) - (1 - law) * Math.Log(1 - probability);
}
