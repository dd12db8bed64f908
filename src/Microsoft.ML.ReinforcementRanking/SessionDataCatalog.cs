using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides operations on logs of user sessions under <c>mlContext.Data</c>.</summary>
public static class SessionDataCatalog
{
    private const string EveryRow = "if every row is a session of its own, split with mlContext.Data.TrainTestSplit";

    /// <summary>
    /// Sorts rows by user and time, and starts a new session wherever a user pauses for longer than <see cref="SessionGroupingOptions.Gap"/>.
    /// </summary>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="data">The log, in any order. It must give the same rows in the same order each time it is read.</param>
    /// <param name="userColumnName">
    /// The user column, a key, an integer or text. Users are sorted in ascending order: keys and integers by number, and text by ordinal comparison.
    /// </param>
    /// <param name="timestampColumnName">
    /// The timestamp column. It is a number of seconds, milliseconds, microseconds or nanoseconds since 1970 (UTC) of any numeric type (see
    /// <see cref="SessionGroupingOptions.TimestampUnit"/>), a DateTime, a DateTimeOffset, or ISO 8601 text such as <c>2026-11-28T13:10:27Z</c>. Text
    /// without an offset is UTC. The resolution of today's times in a Single is about two minutes only.
    /// </param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <returns>
    /// All columns of <paramref name="data"/> and two more. The rows are sorted by user and then by time, and rows with equal times keep their order.
    /// <c>GroupId</c> is the session: a key (UInt32) whose cardinality is the number of sessions, in the order of the rows. <c>Step</c> (Single) is the
    /// number of rows of the session that come before the row, 0 in its first row. It is a Single so that it can be joined into the features. The new
    /// columns hide columns of these names in the data. If the options name history features, there are up to two more columns, and <c>Step</c> is another
    /// number; see the remarks.
    /// </returns>
    /// <remarks>
    /// <para>Doubtful timestamps, such as a time of 0 among others, cause warnings in <see cref="MLContext.Log"/>. The log also tells the unit and the
    /// range of the times.</para>
    /// <para>The call reads the user and timestamp columns once. It needs at most 20 bytes per row and a table of the users, and keeps 4 bytes per row
    /// and per session. A log that is already in order is streamed. For any other log, a column is kept in memory from the first time that it is read,
    /// and columns that are never read cost nothing. If a log is larger than memory, sort it at the source.</para>
    /// <para>History features tell what the session had before the row. They come from rows that were shown at an earlier time of the session: rows of equal
    /// time do not see each other, nor do rows of one request. <c>History</c> is a vector of Single, whose slot names tell its parts: <c>Step</c>, the number
    /// of these rows; <c>SecondsSinceLastStep</c>, the time from the newest of them to the row, 0 without one; <c>X.Mean</c> and <c>X.Count</c> for each
    /// response X, its mean and the number of these rows in which it is not 0; and, for each value V of the attribute A of actions, <c>A=V.Step</c>,
    /// <c>A=V.X.Mean</c> and <c>A=V.X.Count</c>, the same over the rows whose action has the value. Means without rows are 0. The column <c>Step</c> is the
    /// first slot of it. <c>LastActions</c> is a vector of text, the ids of the last actions, newest first, and empty where there are fewer. Integers and key
    /// values are written in the invariant culture.</para>
    /// <para>These columns are computed anew whenever the rows are read. One session is in memory at a time, as sums that do not grow with its rows.
    /// <see cref="SessionStateCatalog.CreateSessionState"/> gives the same features for the next row of a session that is being served.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var sessions = mlContext.Data.GroupSessions(log, "User", "Time", new SessionGroupingOptions { Gap = TimeSpan.FromMinutes(30) });
    /// var split = mlContext.Data.TrainTestSplitByTime(sessions, "Time", testFraction: 0.2);
    /// </code>
    /// </example>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or has another type, <see cref="SessionGroupingOptions.Gap"/> is not positive, options contradict each other, or an unsorted log
    /// has a column that cannot be held in memory, such as images.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The data has no rows; a user is missing; a timestamp is not finite, is not a date or is out of range; the timestamps contradict their unit; or the
    /// timestamps are doubtful and <see cref="SessionGroupingOptions.ThrowOnWarnings"/> is set.
    /// </exception>
    public static IDataView GroupSessions(this DataOperationsCatalog catalog, IDataView data, string userColumnName, string timestampColumnName,
        SessionGroupingOptions? options = null)
    {
        var host = Host(catalog, data, nameof(GroupSessions));
        options ??= new SessionGroupingOptions();
        RequireName(host, userColumnName, nameof(userColumnName), "the user column");
        RequireName(host, timestampColumnName, nameof(timestampColumnName), "the timestamp column");
        var rows = new RowDescription(data, userColumnName, timestampColumnName);
        var user = ColumnRole.User.Require(host, rows, userColumnName);
        var timestamp = ColumnRole.Timestamp.Require(host, rows, timestampColumnName);
        Check(host, options, timestamp);
        var history = options.HasHistory ? new HistoryColumns(host, rows, timestamp, options) : null;
        return new GroupedSessionsView(host, data, SessionOrder.Read(host, data, user, timestamp, options), history);
    }

    /// <summary>Splits rows at random by whole sessions, so that no session has rows on both sides.</summary>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="data">
    /// The log. The rows of a session need not be adjacent. Rows without a session (key 0, or empty text) stay together as if they were one session.
    /// </param>
    /// <param name="rowGroupColumnName">The session column, a key, an integer or text.</param>
    /// <param name="testFraction">
    /// The probability with which a session is in the test set, in (0, 1). The actual share of sessions deviates from it by chance.
    /// </param>
    /// <param name="seed">The seed, or null for the seed of the MLContext, or 0 if it has none.</param>
    /// <returns>Two views with all columns and the rows in their order. Rows are read only when the views are read.</returns>
    /// <remarks>
    /// A hash of the session's value and the seed chooses the side. The choice does not depend on the order or number of rows, and new sessions do not
    /// move other sessions. ML.NET's own <c>TrainTestSplit</c> with a key column as sampling key is not random: it puts the first keys into the test set.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type, or the fraction is out of range.</exception>
    public static DataOperationsCatalog.TrainTestData TrainTestSplitBySession(this DataOperationsCatalog catalog, IDataView data,
        string rowGroupColumnName = "GroupId", double testFraction = 0.2, int? seed = null)
    {
        var host = Host(catalog, data, nameof(TrainTestSplitBySession));
        CheckFraction(host, testFraction);
        RequireName(host, rowGroupColumnName, nameof(rowGroupColumnName), $"the session column ({EveryRow})");
        var session = ColumnRole.Session.Require(host, new RowDescription(data), rowGroupColumnName,
            $"Name the column, or make one with mlContext.Data.GroupSessions; {EveryRow}");
        // The seed of the environment is used, because the seed of a host changes with every host that was registered before.
        var hashSeed = seed ?? ((IHostEnvironmentInternal)catalog.GetEnvironment()).Seed ?? 0;
        return Split(host, data, session.Column, row =>
        {
            var hash = SeededHash.Reader(session, row, hashSeed);
            return () => SeededHash.ToUnitInterval(hash()) < testFraction;
        });
    }

    /// <summary>Splits rows in time, so that the latest rows are the test set.</summary>
    /// <param name="catalog">The data catalog, <c>mlContext.Data</c>.</param>
    /// <param name="data">The log, in any order.</param>
    /// <param name="timestampColumnName">The timestamp column, a number of any unit, a DateTime, a DateTimeOffset, or ISO 8601 text.</param>
    /// <param name="testFraction">
    /// The share of rows in the test set, in (0, 1). Rows with equal times stay together, so the cut moves to the nearest change of time.
    /// </param>
    /// <returns>
    /// Two views with all columns and the rows in their order. The call reads the timestamps once, with at most 16 bytes per row, and keeps none of them.
    /// All other columns are read only when the views are read.
    /// </returns>
    /// <remarks>A session that is in progress at the time of the cut has rows on both sides.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or has another type, or the fraction is out of range.</exception>
    /// <exception cref="InvalidOperationException">
    /// All rows have the same time, the times have two units, or a timestamp is not finite or not a date.
    /// </exception>
    public static DataOperationsCatalog.TrainTestData TrainTestSplitByTime(this DataOperationsCatalog catalog, IDataView data, string timestampColumnName,
        double testFraction = 0.2)
    {
        var host = Host(catalog, data, nameof(TrainTestSplitByTime));
        CheckFraction(host, testFraction);
        RequireName(host, timestampColumnName, nameof(timestampColumnName), "the timestamp column");
        var timestamp = ColumnRole.Timestamp.Require(host, new RowDescription(data, timestampColumnName), timestampColumnName);
        var cut = TimeCut.Find(host, data, timestamp, testFraction);
        return Split(host, data, timestamp.Column, row =>
        {
            var times = new TimestampReader(timestamp, row);
            return () => times.Read(row.Position) >= cut;
        });
    }

    private static void Check(IHost host, SessionGroupingOptions options, RoleColumn timestamp)
    {
        if (options.Gap <= TimeSpan.Zero)
            throw host.ExceptUserArg(nameof(options.Gap), $"must be greater than zero, but was {options.Gap}. The usual gap is 30 minutes.");
        if (!Enum.IsDefined(options.TimestampUnit))
        {
            throw host.ExceptUserArg(nameof(options.TimestampUnit),
                $"must be one of {string.Join(", ", Enum.GetNames<TimestampUnit>())}, but was {options.TimestampUnit}");
        }
        if (options.TimestampUnit != TimestampUnit.Auto && TimestampReader.IsDate(timestamp.Type))
        {
            throw host.ExceptUserArg(nameof(options.TimestampUnit),
                $"must be {TimestampUnit.Auto}, since timestamp column '{timestamp.Column.Name}' is {timestamp.Type}, which needs no unit, "
                + $"but was {options.TimestampUnit}");
        }
        var failures = new OptionFailures();
        options.CheckHistory(failures);
        failures.ThrowIfAny(host);
    }

    private static void RequireName(IHost host, string? name, string parameter, string what)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw host.ExceptUserArg(parameter, $"must name {what}, but was {(name is null ? "null" : "blank")}");
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
