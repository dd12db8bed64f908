using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Learning.MultiTask;

/// <summary>Measures the tasks' network on held-out rows. All rows with a weight above 0 count equally.</summary>
internal static class TaskAssessment
{
    public static Assessment Of(TaskNetwork network, LogRows heldOut, TaskSelectionMetric selection)
    {
        var rows = heldOut.Rows.Where(row => heldOut.WeightOf(row) > 0).ToArray();
        var sessions = new RowGroups(Array.ConvertAll(rows, row => heldOut.Data.SessionOfRow[row]), heldOut.Data.SessionCount);
        var predictions = network.PredictAll(heldOut);
        List<Metric> metrics = [];
        List<double> values = [];
        foreach (var (index, task) in network.Tasks.Index())
        {
            var labels = Array.ConvertAll(rows, row => heldOut.Data.Responses[index][row]);
            var predicted = Array.ConvertAll(rows, row => predictions[index][row]);
            values.Add(task.IsBinary
                ? AssessBinary(TaskReport.Describe(task.Name, labels, predicted, sessions), selection, metrics)
                : AssessRegression(task, labels, predicted, sessions, selection, metrics));
        }
        Array.ForEach(predictions, column => column.Dispose());
        // The area is NaN for a task with only one class in these rows, and for a regression task. Such tasks do not contribute to the comparison of epochs.
        return new(values.Where(double.IsFinite).DefaultIfEmpty().Average(), [.. metrics.Where(metric => double.IsFinite(metric.Value))]);
    }

    private static double AssessBinary(TaskMetrics task, TaskSelectionMetric selection, List<Metric> metrics)
    {
        metrics.Add(new(MetricKind.LogLoss, task.LogLoss, task.Name));
        metrics.Add(new(MetricKind.SessionLogLoss, task.SessionLogLoss, task.Name));
        metrics.Add(new(MetricKind.AreaUnderRocCurve, task.AreaUnderRocCurve, task.Name));
        return selection switch
        {
            TaskSelectionMetric.SessionLogLoss => -task.SessionLogLoss,
            TaskSelectionMetric.AreaUnderRocCurve => task.AreaUnderRocCurve,
            _ => -task.LogLoss,
        };
    }

    private static double AssessRegression(TaskTarget task, float[] labels, float[] predicted, RowGroups sessions, TaskSelectionMetric selection,
        List<Metric> metrics)
    {
        var losses = new SessionLosses(sessions);
        var total = 0.0;
        foreach (var (row, target) in task.Standardize(labels, ColumnStore.Memory).Index())
        {
            var loss = (predicted[row] - target) * (double)(predicted[row] - target);
            losses.Add(row, loss);
            total += loss;
        }
        metrics.Add(new(MetricKind.Error, total / labels.Length, task.Name));
        return selection switch
        {
            TaskSelectionMetric.SessionLogLoss => -losses.Mean(),
            TaskSelectionMetric.AreaUnderRocCurve => double.NaN,
            _ => -total / labels.Length,
        };
    }
}
