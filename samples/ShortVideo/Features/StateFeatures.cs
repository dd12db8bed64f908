using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>
/// What is known of a user when a video is chosen, strictly from before that time: exposures of equal time of a user do not see each other.
/// Vocabularies and prior means come from the training part alone. Saved beside the model, because new rows need the same ones.
/// </summary>
/// <param name="ProfileVocabularies">Frequent values of each profile column among the training users.</param>
/// <param name="Tags">Tags of which the history is kept one by one.</param>
/// <param name="PriorMeans">Mean responses of the training part.</param>
/// <param name="CommonTaste">From where single users' tastes are measured.</param>
internal sealed record StateFeatures(IReadOnlyList<Vocabulary> ProfileVocabularies, Vocabulary Tags, ResponseMeans PriorMeans, CommonTaste CommonTaste)
{
    private const int MinimumUsers = 20;
    private const int MinimumVideosOfTag = 50;
    private const int PriorCount = 5;
    private const int PriorTagCount = 3;
    private const int PriorTasteCount = 5;

    // Brings tastes to the order of the other features. A normalizer of each slot would blow up those of rare features.
    private const float TasteScale = 4;

    private const double MillisecondsPerMinute = 60_000;
    private const double MillisecondsPerDay = 86_400_000;

    public static StateFeatures Fit(KuaiRandLog log, TimeSplit split)
    {
        Exposure[] training = [.. log.Exposures.Where(exposure => split.IsTraining(exposure.Time))];
        User[] users = [.. training.Select(exposure => exposure.UserId).Distinct().Where(log.Users.ContainsKey).Select(user => log.Users[user])];
        return new(
            [.. log.ProfileColumns.Select((_, column) => Vocabulary.Of(users.Select(user => user.Profile[column]), MinimumUsers))],
            Vocabulary.Of(log.Videos.SelectMany(video => video.Tags), MinimumVideosOfTag),
            ResponseMeans.Of(training),
            CommonTaste.Of(training, VideoFeatures.OfAll(log.Videos)));
    }

    /// <summary>The state before each exposure of the log, in its order.</summary>
    public IEnumerable<State> Compute(KuaiRandLog log)
    {
        var states = new UserStates(this, log);
        return log.Exposures.GroupBy(exposure => exposure.UserId).SelectMany(user => Replay(states.Open(user.Key), user));
    }

    private static IEnumerable<State> Replay(UserState user, IEnumerable<Exposure> exposures)
    {
        foreach (var exposure in exposures)
        {
            yield return user.Before(exposure.Time);
            user.Add(exposure);
        }
    }

    /// <summary>The state of a user with this history and profile at a time.</summary>
    public State Describe(UserHistory history, float[] profile, long time)
        => new([.. history.Tastes(CommonTaste, PriorMeans, PriorTasteCount, PriorCount).Select(taste => TasteScale * taste)], profile, Describe(history, time));

    /// <summary>One-hot values of each profile column; all zero for a user whom the log does not describe.</summary>
    public float[] Profile(KuaiRandLog log, long user)
    {
        var values = log.Users.TryGetValue(user, out var described) ? described.Profile : new string?[ProfileVocabularies.Count];
        return [.. ProfileVocabularies.Zip(values).SelectMany(column => column.First.Encode([column.Second]))];
    }

    /// <summary>
    /// In this order: logarithm of the number of exposures; smoothed mean of each response; for each tag smoothed click rate and log watch time; of the last
    /// three exposures log watch time, click and whether there was one; logarithm of the minutes since the last one; time of day.
    /// </summary>
    private float[] Describe(UserHistory history, long time)
    {
        var last = history.Recent.Count > 0 ? history.Recent[0].Time : time;
        // The time zone does not matter: it turns this pair about the circle, and a network's first layer can turn it back.
        var angle = time % MillisecondsPerDay / MillisecondsPerDay * 2 * Math.PI;
        return
        [
            MathF.Log(1 + history.Count),
            .. Enumerable.Range(0, ResponseMeans.Count).Select(response => history.Mean(response, PriorMeans, PriorCount)),
            .. Enumerable.Range(0, Tags.Size)
                .SelectMany(tag => new[] { history.TagClickRate(tag, PriorMeans, PriorTagCount), history.TagLogWatchTime(tag, PriorMeans, PriorTagCount) }),
            .. Enumerable.Range(0, UserHistory.RecentCount).SelectMany(back => Recent(history.Recent.ElementAtOrDefault(back))),
            (float)Math.Log(1 + (time - last) / MillisecondsPerMinute),
            (float)Math.Sin(angle),
            (float)Math.Cos(angle),
        ];
    }

    private float[] Recent(Exposure? exposure)
        => exposure is null ? [PriorMeans.LogWatchTime, PriorMeans.Click, 0] : [MathF.Log(1 + exposure.WatchTime), exposure.Click ? 1 : 0, 1];
}

/// <summary>What is known before an exposure.</summary>
/// <param name="Taste">What the user made of each feature of a video so far: one vector of as many numbers for watch time, one for clicks.</param>
/// <param name="Profile">One-hot user features.</param>
/// <param name="History">Numbers about what the user did before.</param>
internal sealed record State(float[] Taste, float[] Profile, float[] History);
