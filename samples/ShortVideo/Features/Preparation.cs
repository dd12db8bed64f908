using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>Represents the steps of the pipeline before the trainer.</summary>
/// <param name="State">
/// Reads <c>Preferences</c>, <c>Profile</c> and <c>History</c>, and adds <c>Features</c>. The preferences come first, because the trainers match them with the
/// features of a video.
/// </param>
/// <param name="Videos">Reads <c>VideoId</c>, and adds <c>Action</c>, a key whose values are the videos of the catalog.</param>
internal sealed record Preparation(ITransformer State, ITransformer Videos)
{
    /// <summary>The steps for a row of the log: those for its state, then those for its video.</summary>
    public ITransformer Rows { get; } = new TransformerChain<ITransformer>(State, Videos);

    public static Preparation Fit(MLContext ml, LogData data, KuaiRandLog log)
    {
        var catalog = ml.Data.LoadFromEnumerable(log.Videos.Select(video => new { VideoId = video.Id }));
        var videos = ml.Transforms.Conversion.MapValueToKey("Action", nameof(LogRow.VideoId), keyData: catalog).Fit(catalog);
        var state = ml.Transforms.NormalizeMeanVariance(nameof(LogRow.History), fixZero: false)
            .Append(ml.Transforms.Concatenate("Features", nameof(LogRow.Preferences), nameof(LogRow.Profile), nameof(LogRow.History)))
            .Fit(data.Parts.Training);
        return new(state, videos);
    }
}
