using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides the diagnosis of logs beside the operations of <see cref="DataOperationsCatalog"/>.</summary>
public static class LogDiagnosisCatalog
{
    /// <summary>
    /// Looks in a log for what spoils training or its evaluation: missing values, rows out of order, duplicates, leaks, missing support, wrong propensities,
    /// responses that are too rare, sessions in both splits, drift, and more (<see cref="LogDefect"/>).
    /// </summary>
    /// <remarks>
    /// <para>The log is read once, and so is <see cref="LogDiagnosisOptions.TestData"/>. Numbers of all rows are counted as they pass. Leaks and drift are
    /// looked for in a sample of whole sessions, which is kept. So are some numbers per session, and a hash of each row if the rows have times. Of features
    /// with more than 4,096 slots, only the first 4,096 are searched for leaks and drift. Findings that name a row read the log again up to that row.</para>
    /// <para>The diagnosis only reads. No finding proves a defect: a deterministic logging policy looks like a feature that leaks the action, for
    /// example, and both make off-policy evaluation impossible. docs/diagnosis.md says how each finding is made.</para>
    /// </remarks>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="data">The log as the trainer gets it, usually the result of <c>GroupSessions</c> and of the transforms that make features.</param>
    /// <param name="responseColumnNames">The columns of the responses or labels, at least one: Single, Double, Boolean or integer.</param>
    /// <param name="options">The options, such as the names of the other columns, or null for the defaults.</param>
    /// <returns>The findings, the most severe first.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or has the wrong type, or options are out of range. The message lists all such options.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, or a session, an action or a time is missing. The message names the column, the row and the value.
    /// </exception>
    /// <example>
    /// <code>
    /// var sessions = mlContext.Data.GroupSessions(log, "User", "Time");
    /// var split = mlContext.Data.TrainTestSplitBySession(sessions);
    /// var diagnosis = mlContext.Data.DiagnoseLog(split.TrainSet, ["WatchTime", "Like"],
    ///     new LogDiagnosisOptions { ActionColumnName = "Video", TimestampColumnName = "Time", TestData = split.TestSet });
    /// Console.WriteLine(diagnosis);
    /// </code>
    /// </example>
    public static LogDiagnosis DiagnoseLog(
        this DataOperationsCatalog catalog, IDataView data, IReadOnlyList<string> responseColumnNames, LogDiagnosisOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(responseColumnNames);
        var host = catalog.GetEnvironment().Register(nameof(DiagnoseLog));
        OptionFailures.CheckNames(host, responseColumnNames, nameof(responseColumnNames));
        options = (options ?? new()).CheckedCopy(host);
        return LogDoctor.Diagnose(host, data, responseColumnNames, options, Seeds.Choose(host, options.Seed));
    }
}
