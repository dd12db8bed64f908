using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.NewVideos;

/// <summary>
/// Ranks videos that a policy was not trained on. New videos are those that the log shows first in its last fifth, or a random fifth of all videos. No row
/// of a new video is in the training and validation rows. The policy over the other videos gets the new ones by <c>WithActions</c>, and is compared with a
/// policy that was fitted with them in its catalog and its rows, with the policy over the other videos alone, and with a uniform choice.
/// </summary>
internal static class NewVideoStudy
{
    private const double HiddenShare = 0.2;

    private static readonly string[] Columns =
        ["policy", "mass of new videos / their share of the catalog", "watch time of new videos", "clicks on new videos", "watch time of old videos",
            "clicks on old videos", "watch time", "clicks", "effective sample size"];

    public static void Run(string folder, int seeds)
    {
        var results = new List<(NewVideoKind Kind, NewVideoResult Result)>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var ml = new MLContext(seed);
            var prepared = PreparedLog.Read(ml, folder);
            // One policy that knows all videos serves both kinds of new videos.
            var all = prepared.Log.Videos.Select(video => video.Id).ToHashSet();
            Dictionary<bool, NewVideoFit> knowing = new[] { false, true }.ToDictionary(identity => identity, identity => Fit(ml, prepared, all, identity));
            foreach (var kind in Enum.GetValues<NewVideoKind>())
            {
                var hidden = Hidden(prepared, kind, seed);
                var evaluation = new NewVideoEvaluation(ml, prepared, hidden);
                results.Add((kind, evaluation.Uniform()));
                foreach (var identity in new[] { false, true })
                {
                    var old = Fit(ml, prepared, [.. all.Except(hidden)], identity);
                    var name = identity ? "features and id" : "features";
                    results.Add((kind, evaluation.Of($"{name}: without new videos", old.Policy)));
                    results.Add((kind, evaluation.Of($"{name}: new videos by WithActions", old.Policy.WithActions(old.Items(all)))));
                    results.Add((kind, evaluation.Of($"{name}: fitted with them", knowing[identity].Policy)));
                }
                Console.WriteLine($"Seed {seed}, {kind}: {hidden.Count} new videos with {evaluation.NewRowCount} test rows.");
            }
        }
        foreach (var kind in results.GroupBy(result => result.Kind, result => result.Result))
            Console.WriteLine($"\n{kind.Key}\n\n{MarkdownTable.Of(Columns, kind.GroupBy(result => result.Name).Select(Row))}");
    }

    private static HashSet<long> Hidden(PreparedLog prepared, NewVideoKind kind, int seed)
    {
        var split = TimeSplit.Of(prepared.Log.Exposures);
        if (kind == NewVideoKind.FirstShownInTheLastFifth)
        {
            return [.. prepared.Log.Exposures.GroupBy(exposure => exposure.VideoId).Where(video => video.All(row => split.IsTest(row.Time)))
                .Select(video => video.Key)];
        }
        var videos = prepared.Log.Videos.Select(video => video.Id).ToArray();
        new Random(seed).Shuffle(videos);
        return [.. videos[..(int)(HiddenShare * videos.Length)]];
    }

    private static NewVideoFit Fit(MLContext ml, PreparedLog prepared, HashSet<long> videos, bool useActionIdentity)
        => new(ml, prepared, videos, useActionIdentity);

    private static IEnumerable<string> Row(IGrouping<string, NewVideoResult> policy)
    {
        string Text(Func<NewVideoResult, double> value, string format) => Spread.Text([.. policy.Select(value)], format);
        return [policy.Key, Text(result => result.RelativeMass, "F2"),
            .. new Func<NewVideoResult, OffPolicyMetrics?>[] { result => result.New, result => result.Old, result => result.All }
                .SelectMany(rows => new[] { nameof(LogRow.WatchTime), nameof(LogRow.Click) }.Select(response => policy.Any(result => rows(result) is null) ? ""
                    : Text(result => rows(result)!.Responses.Single(metric => metric.Name == response).SelfNormalizedIps.Value,
                        response == nameof(LogRow.Click) ? "F3" : "F2"))),
            Text(result => result.All.EffectiveSampleSize, "F0")];
    }
}
