using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>
/// Computes the state of a user before a video is chosen. It uses only exposures of earlier times, so exposures of the same user at the same time do not
/// see each other. Vocabularies and prior means are computed from the training part alone. They are saved with the model, because new rows need the same
/// ones.
/// </summary>
/// <param name="ProfileVocabularies">The frequent values of each profile column among the training users.</param>
/// <param name="Tags">The tags for which the history has features of their own.</param>
/// <param name="PriorMeans">The mean responses of the training part.</param>
/// <param name="CommonPreferences">The average preferences that those of single users are measured from.</param>
internal sealed record StateFeatures(
    IReadOnlyList<Vocabulary> ProfileVocabularies, Vocabulary Tags, ResponseMeans PriorMeans, CommonPreferences CommonPreferences)
{
    private const int MinimumUsers = 20;
    private const int MinimumVideosOfTag = 50;
    private const int PriorCount = 5;
    private const int PriorTagCount = 3;
    private const int PriorPreferenceCount = 5;

    // Scales preferences to the size of the other features. A normalizer for each slot would magnify the slots of rare features.
    private const float PreferenceScale = 4;

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
            CommonPreferences.Of(training, VideoFeatures.OfAll(log.Videos)));
    }

    /// <summary>Computes the state before each exposure of the log, in the order of the log.</summary>
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

    /// <summary>Computes the state of a user with the given history and profile at a time.</summary>
    public State Describe(UserHistory history, float[] profile, long time)
    {
        var preferences = history.Preferences(CommonPreferences, PriorMeans, PriorPreferenceCount, PriorCount);
        return new([.. preferences.Select(preference => PreferenceScale * preference)], profile, Describe(history, time));
    }

    /// <summary>Gets the one-hot values of each profile column. All are 0 for a user whom the log does not describe.</summary>
    public float[] Profile(KuaiRandLog log, long user)
    {
        var values = log.Users.TryGetValue(user, out var described) ? described.Profile : new string?[ProfileVocabularies.Count];
        return [.. ProfileVocabularies.Zip(values).SelectMany(column => column.First.Encode([column.Second]))];
    }

    /// <summary>
    /// Computes, in this order: the logarithm of the number of exposures; the smoothed mean of each response; the smoothed click rate and log watch time
    /// of each tag; the log watch time and click of each of the last three exposures, and whether there was one; the logarithm of the minutes since the
    /// last exposure; and the time of day.
    /// </summary>
    private float[] Describe(UserHistory history, long time)
    {
        var last = history.Recent.Count > 0 ? history.Recent[0].Time : time;
        // The time zone does not matter: it rotates this pair of features, and the first layer of a network can undo the rotation.
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

/// <summary>Represents what is known before an exposure.</summary>
/// <param name="Preferences">
/// How the user responded to each feature of a video so far: a vector for watch time, and a vector of the same size for clicks.
/// </param>
/// <param name="Profile">The one-hot features of the user.</param>
/// <param name="History">The features of what the user did before.</param>
internal sealed record State(float[] Preferences, float[] Profile, float[] History);
