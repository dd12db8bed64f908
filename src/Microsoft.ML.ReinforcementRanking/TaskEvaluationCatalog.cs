using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML;

/// <summary>Provides the evaluation of multi-task models beside the evaluators of <see cref="RankingCatalog"/>.</summary>
public static class TaskEvaluationCatalog
{
    /// <summary>
    /// Measures how well a multi-task model ranks and predicts each of its tasks: over all rows, within users, and averaged over sessions.
    /// </summary>
    /// <remarks>
    /// The area under the ROC curve and the log loss agree with <c>mlContext.BinaryClassification.Evaluate(scored, "X", "X.Score", "X.Probability",
    /// "X.PredictedLabel")</c>, except that ML.NET's log loss is in bits: multiply it by ln 2 to get this one. The data are read once. Memory is 12 bytes
    /// per row and task, 4 bytes per row for each of the session and user columns, and 8 bytes per row while a task is measured. No metric depends on the
    /// order of the rows.
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="scored">
    /// The data that a multi-task model has scored. Each task X has its label in the column X and its predicted probability, a Single from 0 to 1, in the
    /// column <c>X.Probability</c>. If there is a Single column <c>X.Score</c>, such as the logit, it ranks the rows, because probabilities close to 0 or
    /// 1 round to equal values. A regression task X has its label, a number, in the column X, its prediction in the column <c>X.Score</c>, and no column
    /// <c>X.Probability</c>. The rows of a session need not be adjacent.
    /// </param>
    /// <param name="taskColumnNames">
    /// The label columns of tasks, at least one. The label of a binary task is Boolean, or a Single or Double that is 0 or 1.
    /// </param>
    /// <param name="rowGroupColumnName">The session column, a key, an integer or text, or null to treat every row as a session of its own.</param>
    /// <param name="userColumnName">
    /// The user column, a key, an integer or text, or null to use sessions as users. <see cref="TaskMetrics.GroupAreaUnderRocCurve"/> ranks the rows of
    /// each user.
    /// </param>
    /// <returns>The metrics of every task, in the order of <paramref name="taskColumnNames"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument other than the session and user columns is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No task column is named, or a column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, the label of a binary task is not 0 or 1, a number is not finite, a probability is not from 0 to 1, or a session or user is missing.
    /// The message names the column, the row and the value.
    /// </exception>
    public static TaskRankingMetrics EvaluateTasks(
        this RankingCatalog catalog,
        IDataView scored,
        string[] taskColumnNames,
        string? rowGroupColumnName = "GroupId",
        string? userColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(taskColumnNames);
        var host = catalog.GetEnvironment().Register(nameof(EvaluateTasks));
        host.CheckUserArg(taskColumnNames.Length > 0, nameof(taskColumnNames), "must name at least one task column, but was empty.");

        var (tasks, sessions, users) = TaskReader.Read(host, scored, taskColumnNames, rowGroupColumnName, userColumnName);
        return new()
        {
            Tasks = [.. tasks.Select(task => TaskReport.Describe(task, sessions, users))],
            SessionCount = sessions.Count,
            UserCount = users?.Count,
        };
    }
}
