using ShortVideo.Data;

namespace ShortVideo.Features;

/// <summary>
/// Computes the features of a video, which are the features of an action. All of them are known before anybody watches the video, so vocabularies and
/// quantiles are computed from the whole catalog.
/// <list type="bullet">
/// <item>Tags are multi-hot. Tags of fewer than 20 videos share a slot.</item>
/// <item>The upload type and the music type are one-hot. Types of fewer than 30 videos share a slot.</item>
/// <item>The duration is its standardized logarithm, its decile in the catalog as one-hot, and a flag that is 1 if it is unknown.</item>
/// <item>The author is the logarithm of the number of videos of the author. The identity of the author is left out: most authors have a single
/// video, so the identity would be learned from too few exposures.</item>
/// </list>
/// </summary>
internal sealed class VideoFeatures
{
    private const int MinimumTagCount = 20;
    private const int MinimumTypeCount = 30;
    private const int DurationBins = 10;

    private readonly Vocabulary _tags;
    private readonly Vocabulary _uploadTypes;
    private readonly Vocabulary _musicTypes;
    private readonly Dictionary<string, int> _videosOfAuthor;
    private readonly float[] _durations;
    private readonly float _meanLogDuration;
    private readonly float _deviation;

    public VideoFeatures(IReadOnlyList<Video> catalog)
    {
        _tags = Vocabulary.Of(catalog.SelectMany(video => video.Tags), MinimumTagCount);
        _uploadTypes = Vocabulary.Of(catalog.Select(video => video.UploadType), MinimumTypeCount);
        _musicTypes = Vocabulary.Of(catalog.Select(video => video.MusicType), MinimumTypeCount);
        _videosOfAuthor = catalog.Select(video => video.Author).OfType<string>().CountBy(author => author).ToDictionary();
        _durations = [.. catalog.Select(video => video.Duration).OfType<float>().Order()];
        float[] logs = [.. _durations.Select(duration => MathF.Log(duration))];
        _meanLogDuration = logs.DefaultIfEmpty().Average();
        _deviation = MathF.Sqrt(logs.Select(log => (log - _meanLogDuration) * (log - _meanLogDuration)).DefaultIfEmpty().Average());
    }

    /// <summary>Computes the features of every video, by the id of the video.</summary>
    public static IReadOnlyDictionary<long, float[]> OfAll(IReadOnlyList<Video> catalog)
        => catalog.ToDictionary(video => video.Id, new VideoFeatures(catalog).Of);

    public float[] Of(Video video) =>
    [
        .. _tags.Encode(video.Tags),
        .. _uploadTypes.Encode([video.UploadType]),
        .. _musicTypes.Encode([video.MusicType]),
        .. Duration(video.Duration),
        video.Author is null ? 0 : MathF.Log(_videosOfAuthor.GetValueOrDefault(video.Author, 1)),
    ];

    private float[] Duration(float? duration)
    {
        var features = new float[DurationBins + 2];
        if (duration is not { } seconds)
        {
            features[^1] = 1;
            return features;
        }
        var place = Array.BinarySearch(_durations, seconds);
        var rank = place < 0 ? ~place : place;
        features[Math.Min(rank * DurationBins / _durations.Length, DurationBins - 1)] = 1;
        features[^2] = _deviation > 0 ? (MathF.Log(seconds) - _meanLogDuration) / _deviation : 0;
        return features;
    }
}
