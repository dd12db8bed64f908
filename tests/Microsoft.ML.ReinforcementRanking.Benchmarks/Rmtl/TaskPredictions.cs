using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>What a network says of some rows, with what is needed to judge it.</summary>
/// <param name="Log">The rows.</param>
/// <param name="Users">The rows' users.</param>
/// <param name="Probabilities">Per task and row.</param>
internal sealed record TaskPredictions(LogRows Log, RowGroups Users, float[][] Probabilities)
{
    public static TaskPredictions Of(TaskNetwork network, LogRows log, RowGroups users) => new(log, users, network.PredictAll(log));

    public TaskMetrics[] Describe()
    {
        var sessions = new RowGroups(Log.Data.SessionOfRow, Log.Data.SessionCount);
        return [.. Probabilities.Select((probabilities, task) => TaskReport.Describe($"{task}", Log.Data.Responses[task], probabilities, sessions, Users))];
    }

    /// <summary>Cross-entropy of a row, capped as <see cref="TaskMetrics"/> caps it.</summary>
    public double Loss(int task, int row)
    {
        double probability = Probabilities[task][row];
        return Math.Min(-Math.Log(Log.Data.Responses[task][row] > 0 ? probability : 1 - probability), 100);
    }
}
