using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>What one user did so far: sums that give running means and tastes, and the last exposures.</summary>
internal sealed class UserHistory(int tagCount, int videoFeatureCount)
{
    /// <summary>How many of the last exposures are seen one by one.</summary>
    public const int RecentCount = 3;

    private readonly double[] _sums = new double[ResponseMeans.Count];
    private readonly double[] _tagCounts = new double[tagCount];
    private readonly double[] _tagClicks = new double[tagCount];
    private readonly double[] _tagWatch = new double[tagCount];
    private readonly FeatureSlopes _slopes = new(videoFeatureCount, CommonTaste.ResponseCount);
    private readonly List<Exposure> _recent = [];

    public int Count { get; private set; }

    /// <summary>The last exposures, newest first; at most <see cref="RecentCount"/>.</summary>
    public IReadOnlyList<Exposure> Recent => _recent;

    public void Add(Exposure exposure, IEnumerable<int> tags, float[] video)
    {
        Count++;
        var responses = ResponseMeans.Responses(exposure);
        for (var response = 0; response < responses.Length; response++)
            _sums[response] += responses[response];
        _slopes.Add(video, [.. responses[..CommonTaste.ResponseCount]]);
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

    /// <summary>Mean of a response, drawn toward a prior mean as by so many exposures.</summary>
    public float Mean(int response, ResponseMeans prior, int priorCount) => Smooth(_sums[response], Count, prior.Values[response], priorCount);

    public float TagClickRate(int tag, ResponseMeans prior, int priorCount) => Smooth(_tagClicks[tag], _tagCounts[tag], prior.Click, priorCount);

    public float TagLogWatchTime(int tag, ResponseMeans prior, int priorCount) => Smooth(_tagWatch[tag], _tagCounts[tag], prior.LogWatchTime, priorCount);

    /// <summary>
    /// By how much more than all users this one responds to each feature of a video, relative to the user's own mean, in deviations of the response;
    /// 0 without exposures. One vector per response, each drawn toward 0 as by so many exposures.
    /// </summary>
    public IEnumerable<float> Tastes(CommonTaste common, ResponseMeans prior, int priorCount, int priorMeanCount)
    {
        for (var response = 0; response < CommonTaste.ResponseCount; response++)
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
