using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>What all training users together make of each feature of the videos: the tastes of single users are measured from here.</summary>
/// <param name="Slopes">For each response of a taste, its slope on each feature, within users.</param>
/// <param name="Deviations">Standard deviation of each response within users.</param>
internal sealed record CommonTaste(IReadOnlyList<double[]> Slopes, IReadOnlyList<double> Deviations)
{
    /// <summary>Tastes are told by log(1 + watch time) and click: likes and interactions are too rare.</summary>
    public const int ResponseCount = 2;

    public static CommonTaste Of(IReadOnlyCollection<Exposure> exposures, IReadOnlyDictionary<long, float[]> videos)
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
