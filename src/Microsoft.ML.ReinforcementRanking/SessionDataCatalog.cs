using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Operations of <c>mlContext.Data</c> on logs of user sessions.</summary>
public static class SessionDataCatalog
{
    /// <summary>
    /// Sorts rows by user and time and cuts them into sessions wherever a user pauses for longer than <see cref="SessionGroupingOptions.Gap"/>.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="data">The log, in any order. It must give the same rows in the same order each time it is read.</param>
    /// <param name="userColumnName">Key, integer or text. Users are sorted ascending: keys and integers by number, text ordinally.</param>
    /// <param name="timestampColumnName">
    /// Milliseconds since the Unix epoch as Int64, UInt64, Double or Single (which resolves today's times to about two minutes only), or DateTime.
    /// </param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>
    /// All columns of <paramref name="data"/>, rows sorted by user, then time, equal times in their order in the data, and two more columns:
    /// <c>GroupId</c>, the session: a key (UInt32) whose cardinality is the number of sessions, in the order of the rows;
    /// <c>Step</c>, Single: how many rows of the session come before the row, 0 in its first row (Single, so that it can be joined into the features).
    /// Columns of these names in the data are hidden by the new ones.
    /// </returns>
    /// <remarks>
    /// The call reads the user and timestamp columns once, with at most 20 bytes a row and a table of users, and keeps 4 bytes a row and a session.
    /// A log that is already in order is streamed. For any other one, a column is kept in memory from the first time that it is read (columns never read cost nothing);
    /// for a log larger than memory, sort it at the source.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type, <see cref="SessionGroupingOptions.Gap"/> is not positive, or an unsorted log has a column that cannot be held in memory, such as images.</exception>
    /// <exception cref="InvalidOperationException">The data has no rows, a user is missing, or a timestamp is not finite or out of range.</exception>
    public static IDataView GroupSessions(this DataOperationsCatalog catalog, IDataView data, string userColumnName, string timestampColumnName,
        SessionGroupingOptions? options = null)
    {
        var host = Host(catalog, data, nameof(GroupSessions));
        options ??= new SessionGroupingOptions();
        if (options.Gap <= TimeSpan.Zero)
            throw host.ExceptUserArg(nameof(options.Gap), $"must be greater than zero, but was {options.Gap}. The usual gap is 30 minutes.");
        var rows = new RowDescription(data, userColumnName, timestampColumnName);
        var user = ColumnRole.User.Require(host, rows, userColumnName);
        var timestamp = ColumnRole.Timestamp.Require(host, rows, timestampColumnName);
        return new GroupedSessionsView(host, data, SessionOrder.Read(host, data, user, timestamp, options.Gap));
    }

    /// <summary>Splits rows at random by whole sessions: no session has rows on both sides.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="data">The log; rows of a session need not be adjacent. Rows without a session (key 0, empty text) stay together like one.</param>
    /// <param name="rowGroupColumnName">The session: key, integer or text.</param>
    /// <param name="testFraction">Probability of a session to be in the test set, in (0, 1); the share of sessions there deviates from it by chance.</param>
    /// <param name="seed">Null for the MLContext's seed, and 0 where it has none.</param>
    /// <returns>Two views with all columns and the rows in their order. Nothing is read before the views are.</returns>
    /// <remarks>
    /// Sides are chosen by a hash of the session's value and the seed, so they do not depend on the order or number of rows, and adding sessions moves none.
    /// ML.NET's own <c>TrainTestSplit</c> with a key column as sampling key is not random: it puts the first keys into the test set.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type, or the fraction is out of range.</exception>
    public static DataOperationsCatalog.TrainTestData TrainTestSplitBySession(this DataOperationsCatalog catalog, IDataView data,
        string rowGroupColumnName = "GroupId", double testFraction = 0.2, int? seed = null)
    {
        var host = Host(catalog, data, nameof(TrainTestSplitBySession));
        CheckFraction(host, testFraction);
        var session = ColumnRole.Session.Require(host, new RowDescription(data), rowGroupColumnName);
        // The environment's seed and not the host's, which changes with every host registered before.
        var hashSeed = seed ?? ((IHostEnvironmentInternal)catalog.GetEnvironment()).Seed ?? 0;
        return Split(host, data, session.Column, row =>
        {
            var hash = SeededHash.Reader(session, row, hashSeed);
            return () => SeededHash.ToUnitInterval(hash()) < testFraction;
        });
    }

    /// <summary>Splits rows in time: the latest rows are the test set.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Data</c>.</param>
    /// <param name="data">The log, in any order.</param>
    /// <param name="timestampColumnName">Milliseconds since the Unix epoch as Int64, UInt64, Single or Double, or DateTime.</param>
    /// <param name="testFraction">Share of rows in the test set, in (0, 1). Rows of equal time stay together, so the cut moves to the nearest change of time.</param>
    /// <returns>Two views with all columns and the rows in their order. The call reads the timestamps once (at most 16 bytes a row, none kept); all else is read when the views are.</returns>
    /// <remarks>A session that runs at the time of the cut has rows on both sides.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type, or the fraction is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are no two rows of different time, or a timestamp is not finite or out of range.</exception>
    public static DataOperationsCatalog.TrainTestData TrainTestSplitByTime(this DataOperationsCatalog catalog, IDataView data, string timestampColumnName,
        double testFraction = 0.2)
    {
        var host = Host(catalog, data, nameof(TrainTestSplitByTime));
        CheckFraction(host, testFraction);
        var timestamp = ColumnRole.Timestamp.Require(host, new RowDescription(data, timestampColumnName), timestampColumnName);
        var cut = TimeCut.Find(host, data, timestamp, testFraction);
        return Split(host, data, timestamp.Column, row =>
        {
            var ticks = Timestamps.Reader(timestamp, row);
            return () => ticks(row.Position) >= cut;
        });
    }

    private static DataOperationsCatalog.TrainTestData Split(IHost host, IDataView data, DataViewSchema.Column column, Func<DataViewRow, Func<bool>> isTest)
    {
        RowSelectionView Side(bool isTestSide) => new(host, data, column, row =>
        {
            var test = isTest(row);
            return () => test() == isTestSide ? 1 : 0;
        });
        return new(Side(false), Side(true));
    }

    private static IHost Host(DataOperationsCatalog catalog, IDataView data, string operation)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        return catalog.GetEnvironment().Register(operation);
    }

    private static void CheckFraction(IHost host, double testFraction) => host.CheckUserArg(testFraction > 0 && testFraction < 1, nameof(testFraction),
        FormattableString.Invariant($"must be between 0 and 1, both excluded, but was {testFraction}"));
}
