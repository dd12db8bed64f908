namespace Microsoft.ML.ReinforcementRanking.Tests.Sources;

/// <summary>Creates a small log of sessions, as rows, as text files, and as what reads them.</summary>
internal static class SourceLog
{
    private const int Users = 40;
    private const int Steps = 10;
    private const int Videos = 4;

    public static IDataView Create(MLContext ml, bool isSorted)
    {
        var rows = Rows();
        return ml.Data.LoadFromEnumerable(isSorted ? rows : [.. rows.OrderBy(row => row.Time)]);
    }

    public static SourceRow[] Rows()
    {
        var random = new Random(3);
        return [.. from user in Enumerable.Range(0, Users) from step in Enumerable.Range(0, Steps) select Row(user, step, random)];
    }

    /// <summary>Writes the log as a text file with a header, and returns its path.</summary>
    public static string WriteCsv(string folder)
    {
        var path = Path.Combine(folder, "log.csv");
        var lines = Rows().Select(row => FormattableString.Invariant($"{row.User},{row.Time:yyyy-MM-dd HH:mm:ss},{row.Video},{row.Interest},{row.Hour},")
            + FormattableString.Invariant($"{row.WatchTime},{(row.Click ? "true" : "false")},{row.Propensity}"));
        File.WriteAllLines(path, ["User,Time,Video,Interest,Hour,WatchTime,Click,Propensity", .. lines]);
        return path;
    }

    private static SourceRow Row(int user, int step, Random random)
    {
        var (video, interest) = (random.Next(Videos), random.NextSingle());
        var watch = 20 * MathF.Exp(-4 * MathF.Abs(interest - video / (float)Videos)) + random.NextSingle();
        return new()
        {
            User = $"u{user:00}",
            Time = new DateTime(2026, 11, 1).AddMinutes(user + step + step / 4 * 120),
            Video = $"v{video}",
            Interest = interest,
            Hour = random.Next(24),
            WatchTime = watch,
            Click = watch > 8,
            Propensity = 1f / Videos,
        };
    }
}
