using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Where to cut a log in time.</summary>
internal static class TimeCut
{
    /// <summary>
    /// The first time, in ticks, of the last <paramref name="testFraction"/> of the rows: the change of time nearest to that share that leaves rows on both sides.
    /// One pass over the column, 16 bytes a row at most.
    /// </summary>
    public static long Find(IHost host, IDataView data, RoleColumn timestamp, double testFraction)
    {
        var collected = new ChunkedColumn<long>();
        using (var cursor = data.GetRowCursor([timestamp.Column]))
        {
            var read = Timestamps.Reader(timestamp, cursor);
            cursor.VisitRows(host, row => collected.Add(read(row)));
        }
        var ticks = collected.MoveToArray();
        Array.Sort(ticks);
        if (ticks[0] == ticks[^1])
        {
            throw host.Except(
                $"The timestamp column '{timestamp.Column.Name}' has the same value in all {ticks.Length} rows, so no time separates train from test. Check the column, or split with mlContext.Data.TrainTestSplitBySession.");
        }
        var wanted = Math.Clamp(ticks.Length - (int)Math.Round(ticks.Length * testFraction), 1, ticks.Length - 1);
        var (earlier, later) = (wanted, wanted);
        while (earlier > 0 && ticks[earlier - 1] == ticks[wanted])
            earlier--;
        while (later < ticks.Length && ticks[later] == ticks[wanted - 1])
            later++;
        var takeLater = earlier == 0 || (later < ticks.Length && later - wanted < wanted - earlier);
        return ticks[takeLater ? later : earlier];
    }
}
