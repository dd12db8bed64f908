using System.Numerics.Tensors;
using ShortVideo;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Candidates;

/// <summary>
/// Makes lists of the random log of KuaiRand: the video that was shown, and others that are drawn from the catalog, as the shown one was. The features of a
/// pair are how much the user liked videos with the tags of the video, for each response, and those of the user and of the video.
/// </summary>
internal static class VideoLists
{
    private const int Candidates = 10;
    private const float LongWatchTime = 18;

    public static ListData Draw(MLContext ml, PreparedLog prepared, int seed)
    {
        var random = new Random(seed);
        var videos = ml.Data.CreateEnumerable<CatalogRow>(prepared.Data.Catalog, reuseRowObject: false).Select(video => video.VideoFeatures).ToArray();
        ListRow[] Part(IDataView part)
        {
            var rows = ml.Data.CreateEnumerable<Shown>(prepared.Preparation.Transform(part), reuseRowObject: false, ignoreMissingColumns: true);
            return [.. rows.SelectMany((shown, request) => Request(random, (uint)request, shown, videos))];
        }
        return new("KuaiRand", Part(prepared.Data.Parts.Training), Part(prepared.Data.Parts.Test));
    }

    private static ListRow[] Request(Random random, uint request, Shown shown, float[][] videos)
    {
        var place = random.Next(Candidates);
        return [.. Enumerable.Range(0, Candidates).Select(candidate => candidate == place
            ? Answer(New(random, request, shown, shown.VideoFeatures), shown)
            : New(random, request, shown, videos[random.Next(videos.Length)]))];
    }

    private static ListRow New(Random random, uint request, Shown shown, float[] video)
    {
        var liked = Enumerable.Range(0, shown.Preferences.Length / video.Length)
            .Select(response => TensorPrimitives.Dot<float>(shown.Preferences.AsSpan(response * video.Length, video.Length), video));
        return new()
        {
            Features = [.. liked, .. shown.Features[shown.Preferences.Length..], .. video],
            Request = request,
            Random = random.NextSingle(),
        };
    }

    private static ListRow Answer(ListRow row, Shown shown)
    {
        (row.Chosen, row.Propensity, row.Label, row.Click, row.Outcome) = (true, 1f / Candidates, shown.LogWatchTime, shown.Click ? 1 : 0, shown.WatchTime);
        row.Relevance = !shown.Click ? 0 : shown.WatchTime < LongWatchTime ? 1 : 2;
        return row;
    }

    /// <summary>Represents a row of the log with the features of the state.</summary>
    private sealed class Shown
    {
        public float[] Features { get; set; } = [];

        public float[] Preferences { get; set; } = [];

        public float[] VideoFeatures { get; set; } = [];

        public float WatchTime { get; set; }

        public float LogWatchTime { get; set; }

        public bool Click { get; set; }
    }
}
