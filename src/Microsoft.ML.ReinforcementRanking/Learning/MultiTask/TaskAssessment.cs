using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Judges the tasks' network on held-out rows, which count the same unless their weight is 0.</summary>
internal static class TaskAssessment
{
    public static Assessment Of(TaskNetwork network, LogRows heldOut, TaskSelectionMetric selection)
    {
        var rows = Array.FindAll(heldOut.Rows, row => heldOut.WeightOf(row) > 0);
        var sessions = new RowGroups(Array.ConvertAll(rows, row => heldOut.Data.SessionOfRow[row]), heldOut.Data.SessionCount);
        var predictions = network.PredictAll(heldOut);
        Dictionary<string, double> metrics = [];
        List<double> values = [];
        foreach (var (index, task) in network.Tasks.Index())
        {
            var labels = Array.ConvertAll(rows, row => heldOut.Data.Responses[index][row]);
            var predicted = Array.ConvertAll(rows, row => predictions[index][row]);
            values.Add(task.IsBinary
                ? AssessBinary(TaskReport.Describe(task.Name, labels, predicted, sessions), selection, metrics)
                : AssessRegression(task, labels, predicted, sessions, selection, metrics));
        }
        // A task with one class only in these rows has no area, a regression task never has one: neither speaks for or against an epoch.
        return new(values.Where(double.IsFinite).DefaultIfEmpty().Average(), metrics.Where(metric => double.IsFinite(metric.Value)).ToDictionary());
    }

    private static double AssessBinary(TaskMetrics task, TaskSelectionMetric selection, Dictionary<string, double> metrics)
    {
        metrics[$"{task.Name} logloss"] = task.LogLoss;
        metrics[$"{task.Name} s-logloss"] = task.SessionLogLoss;
        metrics[$"{task.Name} auc"] = task.AreaUnderRocCurve;
        return selection switch
        {
            TaskSelectionMetric.SessionLogLoss => -task.SessionLogLoss,
            TaskSelectionMetric.AreaUnderRocCurve => task.AreaUnderRocCurve,
            _ => -task.LogLoss,
        };
    }

    private static double AssessRegression(TaskTarget task, float[] labels, float[] predicted, RowGroups sessions, TaskSelectionMetric selection, Dictionary<string, double> metrics)
    {
        var losses = new SessionLosses(sessions);
        var total = 0.0;
        foreach (var (row, target) in task.Standardize(labels).Index())
        {
            var loss = (predicted[row] - target) * (double)(predicted[row] - target);
            losses.Add(row, loss);
            total += loss;
        }
        metrics[$"{task.Name} error"] = total / labels.Length;
        return selection switch
        {
            TaskSelectionMetric.SessionLogLoss => -losses.Mean(),
            TaskSelectionMetric.AreaUnderRocCurve => double.NaN,
            _ => -total / labels.Length,
        };
    }
}
