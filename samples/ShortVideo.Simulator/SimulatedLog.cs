namespace ShortVideo.Simulator;

/// <summary>
/// A log of uniform exposure in KuaiRand's file layout: every row's video was drawn uniformly from the catalog, so its propensity is 1 / videos.
/// </summary>
public static class SimulatedLog
{
    /// <summary>The log: one row per shown video, by user, then time.</summary>
    public const string LogFileName = "log_random_simulated.csv";

    /// <summary>One row per user.</summary>
    public const string UserFileName = "user_features_simulated.csv";

    /// <summary>One row per video.</summary>
    public const string VideoFileName = "video_features_basic_simulated.csv";

    /// <summary>Midnight before the first day: that of KuaiRand's random log, in its time zone.</summary>
    public static DateTimeOffset Start { get; } = new(2022, 4, 22, 0, 0, 0, KuaiRandFormat.TimeZone);

    /// <summary>Sessions are told apart by a pause of 30 minutes; a shorter one than this would join two.</summary>
    public static TimeSpan ShortestPause { get; } = TimeSpan.FromMinutes(31);

    /// <summary>Writes log, user and video features with the default options.</summary>
    /// <param name="folder">Created if missing.</param>
    /// <param name="seed">Same seed, same bytes.</param>
    public static void Write(string folder, int seed) => Write(folder, seed, new());

    /// <summary>Writes log, user and video features.</summary>
    /// <param name="folder">
    /// Created if missing. A simulated log that is there is replaced; where the log file stands, all three are complete and belong together.
    /// </param>
    /// <param name="seed">Same seed and options, same bytes.</param>
    /// <param name="options">Size of the log.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, int seed, SimulatedLogOptions options)
    {
        var world = SimulatedWorld.Create(seed, options);
        var features = SeededGenerator.ForStream(seed, stream: 1);
        var needs = SeededGenerator.ForStream(seed, stream: 4);
        AtomicFiles.Write(folder,
        [
            (UserFileName, world.Users.Select(user => UserFeatures.Row(user, ref features, ref needs)).Prepend(UserFeatures.Header)),
            (VideoFileName, world.Videos.Select(video => VideoFeatures.Row(video, ref features)).Prepend(VideoFeatures.Header)),
            (LogFileName, LogRows(world, seed, options).Prepend(KuaiRandFormat.LogHeader)),
        ]);
    }

    private static IEnumerable<string> LogRows(SimulatedWorld world, int seed, SimulatedLogOptions options)
    {
        var environment = new SessionEnvironment(world);
        var random = SeededGenerator.ForStream(seed, stream: 2);
        var end = Start.AddDays(options.Days);
        var meanPause = TimeSpan.FromDays(options.Days) / options.SessionsPerUser;
        foreach (var user in world.Users)
        {
            for (var clock = Start; ;)
            {
                clock += Pause(ref random, meanPause);
                if (clock >= end)
                    break;
                var state = environment.Start(user.Id, random.Index(int.MaxValue), clock);
                while (!state.HasEnded)
                {
                    var video = random.Index(environment.VideoCount);
                    var (response, next) = environment.Step(state, video);
                    yield return KuaiRandFormat.LogRow(state, video, response);
                    state = next;
                }
                clock = state.Clock + ShortestPause;
            }
        }
    }

    private static TimeSpan Pause(ref SeededGenerator random, TimeSpan mean)
        => TimeSpan.FromMilliseconds(Math.Round(random.Exponential(mean.TotalMilliseconds)));
}
