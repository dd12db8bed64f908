using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>Represents what one user did so far, as sums from which running means and preferences are computed, and as the last exposures.</summary>
internal sealed class UserHistory(int tagCount, int videoFeatureCount)
{
    /// <summary>The number of last exposures that have features of their own.</summary>
    public const int RecentCount = 3;

    private readonly double[] _sums = new double[ResponseMeans.Count];
    private readonly double[] _tagCounts = new double[tagCount];
    private readonly double[] _tagClicks = new double[tagCount];
    private readonly double[] _tagWatch = new double[tagCount];
    private readonly FeatureSlopes _slopes = new(videoFeatureCount, CommonPreferences.ResponseCount);
    private readonly List<Exposure> _recent = [];

    public int Count { get; private set; }

    /// <summary>The last exposures, from the newest on. There are at most <see cref="RecentCount"/>.</summary>
    public IReadOnlyList<Exposure> Recent => _recent;

    public void Add(Exposure exposure, IEnumerable<int> tags, float[] video)
    {
        Count++;
        var responses = ResponseMeans.Responses(exposure);
        for (var response = 0; response < responses.Length; response++)
            _sums[response] += responses[response];
        _slopes.Add(video, [.. responses[..CommonPreferences.ResponseCount]]);
        foreach (var tag in tags)
        {
            _tagCounts[tag]++;
            _tagClicks[tag] += exposure.Click ? 1 : 0;
            _tagWatch[tag] += Math.Log(1 + exposure.WatchTime);
        }
        _recent.Insert(0, exposure);
        if (_recent.Count > RecentCount)
            _recent.RemoveAt(RecentCount);
    }

    /// <summary>Computes the mean of a response. The prior mean counts like <c>priorCount</c> exposures.</summary>
    public float Mean(int response, ResponseMeans prior, int priorCount) => Smooth(_sums[response], Count, prior.Values[response], priorCount);

    public float TagClickRate(int tag, ResponseMeans prior, int priorCount) => Smooth(_tagClicks[tag], _tagCounts[tag], prior.Click, priorCount);

    public float TagLogWatchTime(int tag, ResponseMeans prior, int priorCount) => Smooth(_tagWatch[tag], _tagCounts[tag], prior.LogWatchTime, priorCount);

    /// <summary>
    /// Computes how much more than all users this user responds to each feature of a video, relative to the mean of the user and in standard deviations of
    /// the response. There is one vector for each response. A prior of 0 counts like <c>priorCount</c> exposures, so all values are 0 without exposures.
    /// </summary>
    public IEnumerable<float> Preferences(CommonPreferences common, ResponseMeans prior, int priorCount, int priorMeanCount)
    {
        for (var response = 0; response < CommonPreferences.ResponseCount; response++)
        {
            var mean = Mean(response, prior, priorMeanCount);
            for (var feature = 0; feature < videoFeatureCount; feature++)
            {
                var usual = common.Slopes[response][feature];
                yield return (float)((_slopes.Slope(response, feature, mean, usual, priorCount) - usual) / common.Deviations[response]);
            }
        }
    }

    private static float Smooth(double sum, double count, float priorMean, int priorCount) => (float)((sum + priorMean * priorCount) / (count + priorCount));
}
