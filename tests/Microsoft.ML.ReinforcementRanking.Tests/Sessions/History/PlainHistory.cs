namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.History;

internal sealed record HistoryFeatures(float Step, float[] History, string[] LastActions);

/// <summary>Computes the history features of each row from all rows before it, in the plainest way.</summary>
internal static class PlainHistory
{
    public static HistoryRow[] Sort(HistoryRow[] rows) => [.. rows.OrderBy(row => row.User, StringComparer.Ordinal).ThenBy(row => row.Time)];

    /// <summary>Returns the features of <see cref="SessionHistoryTests.Options"/> for sorted rows.</summary>
    public static IEnumerable<HistoryFeatures> Features(HistoryRow[] rows, bool hasRequests, TimeSpan gap)
    {
        var start = 0;
        for (var row = 0; row < rows.Length; row++)
        {
            if (row > 0 && (rows[row].User != rows[row - 1].User || rows[row].Moment - rows[row - 1].Moment > gap))
                start = row;
            yield return Of([.. rows[start..row].Where(other => other.Time < rows[row].Time && (other.Shown || !hasRequests))], rows[row]);
        }
    }

    private static HistoryFeatures Of(HistoryRow[] earlier, HistoryRow row)
    {
        float[] Responses(HistoryRow[] rows) =>
        [
            rows.Select(other => other.Watch).DefaultIfEmpty().Average(), rows.Count(other => other.Watch != 0),
            rows.Select(other => other.Click ? 1f : 0f).DefaultIfEmpty().Average(), rows.Count(other => other.Click),
        ];
        var byTag = Enumerable.Range(1, HistoryRow.Tags).Select(tag => earlier.Where(other => other.TagValues.Contains($"t{tag}")).ToArray());
        return new(earlier.Length,
            [
                earlier.Length, earlier.Length > 0 ? (row.Time - earlier[^1].Time) / 1000f : 0, .. Responses(earlier),
                .. byTag.SelectMany(rows => Responses(rows).Prepend(rows.Length)),
            ],
            [.. earlier.Reverse().Select(other => other.Video).Concat(["", ""]).Take(2)]);
    }
}
