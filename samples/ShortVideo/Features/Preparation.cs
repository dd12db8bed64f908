using Microsoft.ML;

namespace ShortVideo.Features;

/// <summary>Represents the steps of the pipeline before the trainer. They need no videos, because trainers read ids as they are.</summary>
internal static class Preparation
{
    /// <summary>
    /// Fits the steps that read <c>Preferences</c>, <c>Profile</c> and <c>History</c>, and add <c>Features</c>. The preferences come first, because the
    /// trainers match them with the features of a video.
    /// </summary>
    public static ITransformer Fit(MLContext ml, IDataView training)
        => ml.Transforms.NormalizeMeanVariance(nameof(LogRow.History), fixZero: false)
            .Append(ml.Transforms.Concatenate("Features", nameof(LogRow.Preferences), nameof(LogRow.Profile), nameof(LogRow.History)))
            .Fit(training);
}
