using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Represents the order of a log's rows by user and time, divided into sessions.</summary>
/// <param name="RowAt">The row of the log at each position, or null if the log already is in order.</param>
/// <param name="SessionStarts">The position of the first row of each session, in ascending order.</param>
/// <param name="RowCount">The number of rows.</param>
/// <param name="TimeStep">The unit of the times.</param>
internal sealed record SessionOrder(int[]? RowAt, int[] SessionStarts, int RowCount, TimestampStep TimeStep)
{
    /// <summary>
    /// Reads the two columns in one pass. The method needs at most 20 bytes per row while it works. The result needs 4 bytes per row (none if the log is
    /// in order) and 4 bytes per session.
    /// </summary>
    public static SessionOrder Read(IHost host, IDataView data, RoleColumn user, RoleColumn timestamp, SessionGroupingOptions options)
    {
        var userOfRow = new ChunkedColumn<int>();
        TimestampCollector times;
        int[] ranks;
        using (var cursor = data.GetRowCursor([user.Column, timestamp.Column]))
        {
            var users = ValueIndexer.Create(user, cursor);
            times = new TimestampCollector(timestamp, cursor);
            cursor.VisitRows(host, row =>
            {
                userOfRow.Add(users.Read(row));
                times.Add(row);
            });
            ranks = users.Ranks();
        }

        var rankOfRow = userOfRow.MoveToArray();
        foreach (ref var value in rankOfRow.AsSpan())
            value = ranks[value];
        var step = ReportStep(host, times.Survey, options);
        var ticks = times.MoveToTicks(step);
        var rowAt = Sort(rankOfRow, ticks, ranks.Length);
        var starts = CutSessions(rowAt, rankOfRow, ticks, options.Gap);
        return new SessionOrder(IsIdentity(rowAt) ? null : rowAt, starts, rowAt.Length, step);
    }

    private static TimestampStep ReportStep(IHost host, TimestampSurvey times, SessionGroupingOptions options)
    {
        var step = times.StepOf(options.TimestampUnit);
        string[] warnings = [.. times.Warnings(step, isNamed: options.TimestampUnit != TimestampUnit.Auto)];
        if (options.ThrowOnWarnings && warnings.Length > 0)
        {
            throw host.Except(
                $"The times do not support sessions ({nameof(SessionGroupingOptions)}.{nameof(options.ThrowOnWarnings)} is set): {string.Join(" ", warnings)}");
        }
        using var channel = host.Start("Grouping sessions");
        channel.Info(times.Describe(step));
        foreach (var warning in warnings)
            channel.Warning(warning);
        return step;
    }

    // This is a counting sort by user. The rows of one user, which usually are in order already, are then sorted by time.
    private static int[] Sort(int[] rankOfRow, long[] ticks, int userCount)
    {
        var ends = new int[userCount];
        foreach (var rank in rankOfRow)
            ends[rank]++;
        for (var rank = 1; rank < userCount; rank++)
            ends[rank] += ends[rank - 1];

        var rowAt = new int[rankOfRow.Length];
        for (var row = rowAt.Length - 1; row >= 0; row--)
            rowAt[--ends[rankOfRow[row]]] = row;

        // Placing the rows has moved the end of each user's range to its start.
        for (var rank = 0; rank < userCount; rank++)
        {
            var rows = rowAt.AsSpan(ends[rank]..(rank + 1 < userCount ? ends[rank + 1] : rowAt.Length));
            rows.Sort((one, other) => ticks[one] != ticks[other] ? ticks[one].CompareTo(ticks[other]) : one.CompareTo(other));
        }
        return rowAt;
    }

    private static int[] CutSessions(int[] rowAt, int[] rankOfRow, long[] ticks, TimeSpan gap)
    {
        var starts = new ChunkedColumn<int>();
        starts.Add(0);
        for (var position = 1; position < rowAt.Length; position++)
        {
            var (before, now) = (rowAt[position - 1], rowAt[position]);
            // The difference is unsigned, because the distance of two times may exceed the largest signed number.
            if (rankOfRow[now] != rankOfRow[before] || (ulong)(ticks[now] - ticks[before]) > (ulong)gap.Ticks)
                starts.Add(position);
        }
        return starts.MoveToArray();
    }

    private static bool IsIdentity(int[] rowAt)
    {
        for (var position = 0; position < rowAt.Length; position++)
        {
            if (rowAt[position] != position)
                return false;
        }
        return true;
    }
}
