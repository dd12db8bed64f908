using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML;

/// <summary>Provides the transform of watch times under <c>mlContext.Transforms</c>.</summary>
public static class WatchTimeCatalog
{
    /// <summary>
    /// Creates an estimator that turns the watch time of a video into its quantile among the watch times of videos of about the same length. Long videos are
    /// watched longer, whoever watches them, and the quantile tells how much a user liked a video, whatever its length.
    /// </summary>
    /// <remarks>
    /// <para>The classes of length are bins of equal count of the known durations of the training rows, and equal durations are in one bin. The quantile of a
    /// watch time in its class counts half of the rows that tie with it. Between watch times of the training rows, and outside of them, it is interpolated
    /// linearly and constant. See docs/watch-time.md.</para>
    /// <para>The column can be the main response of TSCAC, or a regression task of multi-task ranking.
    /// <see cref="WatchTimeNormalizingTransformer.CreateInverse"/> turns predictions into watch times. The transform is saved with a pipeline.</para>
    /// </remarks>
    /// <param name="catalog">The transforms catalog, <c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The column to add, a Single between 0 and 1.</param>
    /// <param name="watchTimeColumnName">The watch time, a number of at least 0 of any unit.</param>
    /// <param name="durationColumnName">
    /// The duration of the video, a number of any unit. NaN, 0 and negative numbers are unknown durations, which are a class of their own. If the training rows
    /// have none, an unknown duration is compared with all rows.
    /// </param>
    /// <param name="numberOfBins">The largest number of classes of known durations, at least 1. The default is 30.</param>
    /// <returns>The estimator.</returns>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.NormalizeWatchTime("WatchQuantile", "WatchTime", "Duration")
    ///     .Append(mlContext.Ranking.Trainers.Tscac(["Click"], labelColumnName: "WatchQuantile"));
    /// </code>
    /// </example>
    /// <exception cref="ArgumentOutOfRangeException">A name is null or blank, or <paramref name="numberOfBins"/> is below 1.</exception>
    public static WatchTimeNormalizingEstimator NormalizeWatchTime(
        this TransformsCatalog catalog, string outputColumnName, string watchTimeColumnName, string durationColumnName, int numberOfBins = 30)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new(catalog.GetEnvironment(), outputColumnName, watchTimeColumnName, durationColumnName, numberOfBins);
    }
}
