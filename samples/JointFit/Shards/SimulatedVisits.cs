using System.Globalization;
using Microsoft.ML;

namespace JointFit.Shards;

/// <summary>Writes shards of simulated rows. The same seed gives the same bytes.</summary>
internal static class SimulatedVisits
{
    public const int NumberOfVideos = 50;
    private const int RowsPerSession = 5;
    private const double SecondsOfWatchTime = 20;

    private static readonly string[] Columns =
        [nameof(Visit.User), nameof(Visit.Session), nameof(Visit.Video), nameof(Visit.Features), nameof(Visit.Click), nameof(Visit.WatchTime)];

    /// <summary>Writes the shards, and returns their folder.</summary>
    public static async Task<string> Write(string folder, int seed, int shards, int rowsPerShard, CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        var ml = new MLContext(seed);
        for (var shard = 0; shard < shards; shard++)
        {
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"part-{shard:D4}{ShardFolder.Extension}"));
            UnfinishedFile.RemoveLeftovers(path);
            using var file = new UnfinishedFile(path);
            var rows = Rows(new(HashCode(seed, shard)), (long)shard * rowsPerShard, rowsPerShard);
            await ParquetOutput.Write(file.Stream, ml.Data.LoadFromEnumerable(rows), Columns, new Dictionary<string, string>(), progress: null, token);
            file.Complete();
        }
        return folder;
    }

    // Seeds of one folder differ, and so do those of folders of neighboring seeds.
    private static int HashCode(int seed, int shard) => unchecked(seed * 1_000_003 + shard);

    /// <summary>Clicks and watch time depend on the first features and on the video, so that there is something to learn.</summary>
    private static IEnumerable<Visit> Rows(Random random, long first, int count)
    {
        for (var row = 0; row < count; row++)
        {
            var session = (first + row) / RowsPerSession;
            var video = random.Next(NumberOfVideos);
            float[] features = [.. Enumerable.Range(0, Visit.NumberOfFeatures).Select(_ => random.NextSingle())];
            var interest = 1 - Math.Abs(features[0] - (double)video / NumberOfVideos);
            yield return new()
            {
                User = session / 3,
                Session = session,
                Video = string.Create(CultureInfo.InvariantCulture, $"video {video}"),
                Features = features,
                Click = random.NextDouble() < interest * features[1],
                WatchTime = (float)(SecondsOfWatchTime * interest * (0.5 + random.NextDouble())),
            };
        }
    }
}
