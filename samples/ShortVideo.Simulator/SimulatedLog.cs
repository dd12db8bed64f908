namespace ShortVideo.Simulator;

/// <summary>
/// Writes a log of uniform exposure with the files and columns of KuaiRand. The video of every row is drawn uniformly from the catalog of its day, so its
/// propensity is 1 / videos. With <see cref="SimulatedLogOptions.Candidates"/>, it is drawn uniformly from the row's candidates, so its propensity is
/// 1 / candidates, and a fourth file has the candidates.
/// </summary>
public static class SimulatedLog
{
    /// <summary>The name of the file of the log, which has one row for each shown video, sorted by user and time.</summary>
    public const string LogFileName = "log_random_simulated.csv";

    /// <summary>The name of the file with one row for each user.</summary>
    public const string UserFileName = "user_features_simulated.csv";

    /// <summary>The name of the file with one row for each video.</summary>
    public const string VideoFileName = "video_features_basic_simulated.csv";

    /// <summary>
    /// The name of the file with the candidates of each row of the log, if they are retrieved. Its columns are <c>user_id</c> and <c>time_ms</c> of the row,
    /// and <c>video_ids</c>, which are separated by spaces.
    /// </summary>
    public const string CandidateFileName = "candidates_simulated.csv";

    /// <summary>Midnight before the first day. It is the start of KuaiRand's random log, in its time zone.</summary>
    public static DateTimeOffset Start { get; } = new(2022, 4, 22, 0, 0, 0, KuaiRandFormat.TimeZone);

    /// <summary>
    /// The shortest pause between two sessions. A pause of 30 minutes ends a session, so a shorter pause than this one would join two sessions.
    /// </summary>
    public static TimeSpan ShortestPause { get; } = TimeSpan.FromMinutes(31);

    /// <summary>Writes the log and the features of users and videos, with the default options.</summary>
    /// <param name="folder">The folder, which is created if it does not exist.</param>
    /// <param name="seed">The seed. The same seed gives the same bytes.</param>
    public static void Write(string folder, int seed) => Write(folder, seed, new());

    /// <summary>Writes the log and the features of users and videos.</summary>
    /// <param name="folder">
    /// The folder, which is created if it does not exist. A simulated log in the folder is replaced. If the log file exists, all files are complete and
    /// belong together.
    /// </param>
    /// <param name="seed">The seed. The same seed and options give the same bytes.</param>
    /// <param name="options">The size of the log.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string folder, int seed, SimulatedLogOptions options)
    {
        var world = SimulatedWorld.Create(seed, options);
        var features = SeededGenerator.ForStream(seed, stream: 1);
        var needs = SeededGenerator.ForStream(seed, stream: 4);
        LoggedRow[] log = [.. LogRows(world, seed, options)];
        (string, IEnumerable<string>)[] candidates = options.Candidates == 0 ? []
            : [(CandidateFileName, log.Select(row => KuaiRandFormat.CandidateRow(row.Shown, row.Candidates)).Prepend(KuaiRandFormat.CandidateHeader))];
        AtomicFiles.Write(folder, obsolete: [CandidateFileName], files:
        [
            (UserFileName, world.Users.Select(user => UserFeatures.Row(user, ref features, ref needs)).Prepend(UserFeatures.Header)),
            (VideoFileName, world.Videos.Select(video => VideoFeatures.Row(video, ref features)).Prepend(VideoFeatures.Header)),
            .. candidates,
            (LogFileName, log.Select(row => KuaiRandFormat.LogRow(row.Shown, row.Video, row.Response)).Prepend(KuaiRandFormat.LogHeader)),
        ]);
    }

    private static IEnumerable<LoggedRow> LogRows(SimulatedWorld world, int seed, SimulatedLogOptions options)
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
                    var candidates = options.Candidates == 0 ? [] : environment.Retrieve(state, options.Candidates);
                    var video = candidates.Count == 0 ? world.Uploads.OldestAt(state.Clock) + random.Index(options.Videos)
                        : candidates[random.Index(candidates.Count)];
                    var (response, next) = environment.Step(state, video);
                    yield return new(state, video, response, candidates);
                    state = next;
                }
                clock = state.Clock + ShortestPause;
            }
        }
    }

    private readonly record struct LoggedRow(SessionState Shown, int Video, VideoResponse Response, IReadOnlyList<int> Candidates);

    private static TimeSpan Pause(ref SeededGenerator random, TimeSpan mean)
        => TimeSpan.FromMilliseconds(Math.Round(random.Exponential(mean.TotalMilliseconds)));
}
