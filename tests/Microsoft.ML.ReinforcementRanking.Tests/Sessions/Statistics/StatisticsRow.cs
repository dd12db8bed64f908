namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.Statistics;

/// <summary>Represents a row of a small log, in which users and items recur and times are often equal.</summary>
internal sealed record StatisticsRow
{
    // Seconds since 1970, which are in the year 2023.
    private const long Start = 1_700_000_000;

    public string User { get; set; } = "";

    public long Item { get; set; }

    public long Time { get; set; }

    public float Watch { get; set; }

    public bool Click { get; set; }

    /// <summary>Draws rows in the order of time. A tenth of them have no user, and a tenth have no watch time.</summary>
    public static StatisticsRow[] Draw(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var user = random.Next(10);
            return new StatisticsRow
            {
                User = user == 0 ? "" : $"u{user}",
                Item = random.Next(6),
                Time = Start + random.Next(count / 2),
                Watch = random.Next(10) == 0 ? float.NaN : user + random.Next(8),
                Click = random.Next(10) < user,
            };
        }).OrderBy(row => row.Time)];
    }

    /// <summary>Gets the keys of the row, in the order of the statistics. An empty text is no key.</summary>
    public string[] Keys() => [User, $"{Item}", User == "" ? "" : $"{User} {Item}"];

    public float[] Responses() => [Watch, Click ? 1 : 0];
}
