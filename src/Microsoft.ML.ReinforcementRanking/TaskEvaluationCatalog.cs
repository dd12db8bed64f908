using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML;

/// <summary>Evaluation of multi-task models beside the evaluators of <see cref="RankingCatalog"/>.</summary>
public static class TaskEvaluationCatalog
{
    /// <summary>
    /// Measures how well a multi-task model ranks and predicts each of its binary tasks: over all rows, within users, and averaged over sessions.
    /// </summary>
    /// <remarks>
    /// Area under the curve and log loss agree with <c>mlContext.BinaryClassification.Evaluate(scored, "X", "X.Score", "X.Probability",
    /// "X.PredictedLabel")</c>, whose log loss is in bits: times ln 2 it is this one. The data are read once; memory: 12 bytes per row and task, 4 per row and
    /// kind of group, and 8 per row while a task is measured. No metric depends on the order of the rows.
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="scored">
    /// Data that a multi-task model has scored. Each task X has its label in column X and its predicted probability, Single, 0 to 1, in column
    /// <c>X.Probability</c>; where there is a Single column <c>X.Score</c>, as that of a logit, it ranks the rows, since a probability rounds together what it
    /// keeps apart. Rows of a session need not be adjacent.
    /// </param>
    /// <param name="taskColumnNames">Label columns of binary tasks, at least one: Boolean, or Single or Double that is 0 or 1.</param>
    /// <param name="rowGroupColumnName">The session: key, integer or text. Null: every row is a session.</param>
    /// <param name="userColumnName">
    /// The user, whose rows <see cref="TaskMetrics.GroupAreaUnderRocCurve"/> ranks against each other: key, integer or text; null to rank within sessions.
    /// </param>
    /// <returns>The metrics of every task, in the order asked for.</returns>
    /// <exception cref="ArgumentNullException">An argument other than the session and user columns is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No task column; a column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// A label is not 0 or 1, a probability is not within 0 and 1, a session or user is missing (the message names column, row and value); there are no rows.
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
            Tasks = [.. tasks.Select(task => TaskReport.Describe(task.Name, task.Labels, task.Probabilities, sessions, users, task.Scores))],
            SessionCount = sessions.Count,
            UserCount = users?.Count,
        };
    }
}
