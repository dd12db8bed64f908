using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides the history features of sessions that are being served, under <c>mlContext.Model</c>.</summary>
public static class SessionStateCatalog
{
    /// <summary>Creates the state of a session without events, whose features are those that <c>GroupSessions</c> added to a log.</summary>
    /// <param name="catalog">The model catalog, <c>mlContext.Model</c>.</param>
    /// <param name="schema">
    /// The schema of the grouped log, or of any view that still has its column <c>History</c>. A model file has it if the schema of the grouped log was given
    /// to <c>mlContext.Model.Save</c>, and <c>mlContext.Model.Load</c> returns it.
    /// </param>
    /// <returns>The state, one for each user.</returns>
    /// <example>
    /// <code>
    /// var model = mlContext.Model.Load("model.zip", out var schema);
    /// var session = mlContext.Model.CreateSessionState(schema);
    /// var features = session.FeaturesAt(DateTimeOffset.UtcNow);
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">No column of the schema has history features.</exception>
    public static SessionState CreateSessionState(this ModelOperationsCatalog catalog, DataViewSchema schema)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(schema);
        return new(HistoryLayout.Find(schema) ?? throw new ArgumentException(
            $"No column has history features. The columns are: {string.Join(", ", schema.Select(column => column.Name))}. Name the responses or actions of "
            + "the history in the SessionGroupingOptions of mlContext.Data.GroupSessions, and pass the schema of its result.", nameof(schema)));
    }
}
