using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Data.DiagnoseLog</c>. All are checked before the data are read. All failures are reported in one message.</summary>
public sealed class LogDiagnosisOptions
{
    private const int FewestSampledRows = 100;

    /// <summary>The column (vector of Single of known size) of the features, or null for none. The default is <c>"Features"</c>.</summary>
    public string? FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// The column (text, integer or key of known cardinality) of the logged action, or null for none, such as for continuous actions. The default is
    /// <c>"Action"</c>.
    /// </summary>
    public string? ActionColumnName { get; set; } = "Action";

    /// <summary>
    /// The column of the actions that could have been chosen: a vector of the type of <see cref="ActionColumnName"/>, which is then needed. If it is null,
    /// which is the default, all actions of the log could have been chosen in every row.
    /// </summary>
    public string? EligibleActionColumnName { get; set; }

    /// <summary>The column (key, integer or text) of the session, or null if every row is a session. The default is <c>"GroupId"</c>.</summary>
    public string? RowGroupColumnName { get; set; } = "GroupId";

    /// <summary>
    /// The timestamp column, of any type that <c>GroupSessions</c> accepts. If it is null, which is the default, the order of rows, truncated sessions and
    /// duplicates are not looked at.
    /// </summary>
    public string? TimestampColumnName { get; set; }

    /// <summary>
    /// The column (Single or Double) of the logging policy's probability of the logged action. It needs <see cref="ActionColumnName"/>. The default is null.
    /// </summary>
    public string? PropensityColumnName { get; set; }

    /// <summary>
    /// The data that the trained model is to be judged on. It has the columns of the log. Sessions in both and drift are looked for. The default is null.
    /// </summary>
    public IDataView? TestData { get; set; }

    /// <summary>
    /// The largest number of rows in which leaks and drift are looked for, at least 100. Wide features are sampled less, so that the sample has at most 25
    /// million numbers. The default is 100,000.
    /// </summary>
    public int MaximumSampledRows { get; set; } = 100_000;

    /// <summary>
    /// The seed that chooses the sampled sessions. If it is null, which is the default, the seed of the <see cref="MLContext"/> applies, or a random one where
    /// it has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal LogDiagnosisOptions CheckedCopy(IExceptionContext context)
    {
        var copy = (LogDiagnosisOptions)MemberwiseClone();
        var failures = new OptionFailures();
        failures.RequireNameOrNull(FeatureColumnName, nameof(FeatureColumnName));
        failures.RequireNameOrNull(ActionColumnName, nameof(ActionColumnName));
        failures.RequireNameOrNull(EligibleActionColumnName, nameof(EligibleActionColumnName));
        failures.RequireNameOrNull(RowGroupColumnName, nameof(RowGroupColumnName));
        failures.RequireNameOrNull(TimestampColumnName, nameof(TimestampColumnName));
        failures.RequireNameOrNull(PropensityColumnName, nameof(PropensityColumnName));
        failures.RequireAtLeast(MaximumSampledRows, FewestSampledRows, nameof(MaximumSampledRows));
        failures.RequireDefaults(
            this, ActionColumnName is null, "without an ActionColumnName", nameof(EligibleActionColumnName), nameof(PropensityColumnName));
        failures.ThrowIfAny(context);
        return copy;
    }
}
