using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>Represents the predictions of a network for some rows, with what is needed to evaluate them.</summary>
/// <param name="Log">The rows.</param>
/// <param name="Users">The users of the rows.</param>
/// <param name="Probabilities">The probabilities by task and row.</param>
internal sealed record TaskPredictions(LogRows Log, RowGroups Users, Column<float>[] Probabilities)
{
    public static TaskPredictions Of(TaskNetwork network, LogRows log, RowGroups users) => new(log, users, network.PredictAll(log));

    public TaskMetrics[] Describe()
    {
        var sessions = new RowGroups([.. Log.Data.SessionOfRow], Log.Data.SessionCount);
        return [.. Probabilities.Select((probabilities, task) =>
            TaskReport.Describe($"{task}", [.. Log.Data.Responses[task]], [.. probabilities], sessions, Users))];
    }

    /// <summary>Computes the cross-entropy of a row, capped as in <see cref="TaskMetrics"/>.</summary>
    public double Loss(int task, int row)
    {
        double probability = Probabilities[task][row];
        return Math.Min(-Math.Log(Log.Data.Responses[task][row] > 0 ? probability : 1 - probability), 100);
    }
}
