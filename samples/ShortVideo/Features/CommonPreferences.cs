using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>
/// Represents how all training users together respond to each feature of the videos. The preferences of a single user are measured relative to it.
/// </summary>
/// <param name="Slopes">For each response, the slope of the response on each feature, within users.</param>
/// <param name="Deviations">The standard deviation of each response within users.</param>
internal sealed record CommonPreferences(IReadOnlyList<double[]> Slopes, IReadOnlyList<double> Deviations)
{
    /// <summary>The number of responses that preferences are computed from: log(1 + watch time) and click. Likes and interactions are too rare.</summary>
    public const int ResponseCount = 2;

    public static CommonPreferences Of(IReadOnlyCollection<Exposure> exposures, IReadOnlyDictionary<long, float[]> videos)
    {
        var featureCount = videos.Values.First().Length;
        var slopes = new FeatureSlopes(featureCount, ResponseCount);
        var squares = new double[ResponseCount];
        foreach (var user in exposures.GroupBy(exposure => exposure.UserId))
        {
            var means = ResponseMeans.Of([.. user]).Values;
            foreach (var exposure in user)
            {
                double[] deviations = [.. ResponseMeans.Responses(exposure).Take(ResponseCount).Zip(means, (response, mean) => response - mean)];
                slopes.Add(videos[exposure.VideoId], deviations);
                for (var response = 0; response < ResponseCount; response++)
                    squares[response] += deviations[response] * deviations[response];
            }
        }
        return new(
            [.. Enumerable.Range(0, ResponseCount)
                .Select(response => Enumerable.Range(0, featureCount).Select(feature => slopes.Slope(response, feature, 0, 0, 1)).ToArray())],
            [.. squares.Select(square => Math.Max(Math.Sqrt(square / exposures.Count), 1e-6))]);
    }
}
