using Microsoft.ML;
using Microsoft.ML.Data;
using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>The part of the pipeline before the trainer.</summary>
/// <param name="Rows">
/// Needs <c>Taste</c>, <c>Profile</c>, <c>History</c> and <c>VideoId</c>; adds <c>Features</c>, the state with the tastes first, and what
/// <paramref name="Videos"/> adds.
/// </param>
/// <param name="Videos">Needs <c>VideoId</c>; adds <c>Action</c>, a key whose values are the catalog's videos.</param>
internal sealed record Preparation(ITransformer Rows, ITransformer Videos)
{
    public static Preparation Fit(MLContext ml, LogData data, KuaiRandLog log)
    {
        var catalog = ml.Data.LoadFromEnumerable(log.Videos.Select(video => new { VideoId = video.Id }));
        var videos = ml.Transforms.Conversion.MapValueToKey("Action", nameof(LogRow.VideoId), keyData: catalog).Fit(catalog);
        var state = ml.Transforms.NormalizeMeanVariance(nameof(LogRow.History), fixZero: false)
            .Append(ml.Transforms.Concatenate("Features", nameof(LogRow.Taste), nameof(LogRow.Profile), nameof(LogRow.History)))
            .Fit(data.Parts.Training);
        return new(new TransformerChain<ITransformer>(state, videos), videos);
    }
}
