using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Finds the time at which a log is divided into training and test rows.</summary>
internal static class TimeCut
{
    /// <summary>
    /// Returns the first time, as the code of a <see cref="TimestampReader"/>, of the last <paramref name="testFraction"/> of the rows. It is the change
    /// of time that is nearest to that share and leaves rows on both sides. The method reads the column once and needs at most 16 bytes per row.
    /// </summary>
    public static long Find(IHost host, IDataView data, RoleColumn timestamp, double testFraction)
    {
        TimestampCollector collected;
        using (var cursor = data.GetRowCursor([timestamp.Column]))
        {
            collected = new TimestampCollector(timestamp, cursor);
            cursor.VisitRows(host, collected.Add);
        }
        WarnOfOutliers(host, collected.Survey);
        var times = collected.MoveToCodes();
        Array.Sort(times);
        if (times[0] == times[^1])
        {
            throw host.Except(
                $"The timestamp column '{timestamp.Column.Name}' has the same value in all {times.Length} rows, so no time separates train from test. "
                + "Check the column and, where it is 0, the separatorChar of the file; or split with mlContext.Data.TrainTestSplitBySession.");
        }
        var wanted = Math.Clamp(times.Length - (int)Math.Round(times.Length * testFraction), 1, times.Length - 1);
        var (earlier, later) = (wanted, wanted);
        while (earlier > 0 && times[earlier - 1] == times[wanted])
            earlier--;
        while (later < times.Length && times[later] == times[wanted - 1])
            later++;
        var takeLater = earlier == 0 || (later < times.Length && later - wanted < wanted - earlier);
        return times[takeLater ? later : earlier];
    }

    // The order of times does not depend on the unit, so a unit that is a guess causes no warning here. Times in two units do.
    private static void WarnOfOutliers(IHost host, TimestampSurvey times)
    {
        using var channel = host.Start("Splitting by time");
        foreach (var warning in times.Warnings(times.StepOf(TimestampUnit.Auto), isNamed: true))
            channel.Warning(warning);
    }
}
