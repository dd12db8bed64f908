// The walkthrough of samples/notebooks/pages.dib as a file-based app, written by eng/Notebooks/run: dotnet run samples/scripts/pages.cs
#:property PublishAot=false
#:package TorchSharp-cpu
#:project ../../src/Microsoft.ML.ReinforcementRanking.Interactive

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

// # Pages of a feed
//
// A feed shows several videos at once. Which one a user watches depends on the video and on its position. This walkthrough trains a policy on a log of pages,
// draws new pages from it, and estimates what they are worth. No public log has pages with known probabilities, so the log is simulated, and its true values
// are known.

// ## A log of pages
//
// For each request, eight of sixteen videos are retrieved, and the service fills a page with three of them at random. A user has one of four tastes. He looks
// at the first position always, and at each further one less often.
//
// The log has a row for each position. Its eligible videos are those that are left: the retrieved ones without the videos above. The propensity is the
// probability of the video among them.

var ml = new MLContext(seed: 1);
var log = ml.Data.LoadFromEnumerable(Feed.Log(new Random(1), requests: 4_000).ToList());
var split = ml.Data.TrainTestSplitBySession(log, "Session", testFraction: 0.4);
Show(log);

// ## Train
//
// With the eligible videos of each row, a page is a sequence of ordinary decisions. Each row counts by itself here, so the discounts are 0.

var pipeline = ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
{
    LabelColumnName = "WatchTime",
    AuxiliaryResponses = [new("Like") { DiscountFactor = 0 }],
    DiscountFactor = 0,
    ConstraintStrength = 2,
    FeatureColumnName = "Taste",
    RowGroupColumnName = "Session",
    ActionColumnName = "Video",
    EligibleActionColumnName = "Eligible",
    PositionColumnName = "Position",
    PropensityColumnName = "Propensity",
    NumberOfStageOneEpochs = 8,
    NumberOfStageTwoEpochs = 8,
    HiddenUnits = [32],
});
var policy = pipeline.Fit(split.TrainSet);
Show(policy.GetRankingModel().History);

// ## Draw a page
//
// A page is drawn from the top: at each position, one of the videos that are left. The probabilities are what a service has to log, so that its pages can be
// evaluated and trained on. The seed decides the page.

var catalog = policy.GetRankingModel().CategoricalPolicy!;
string[] retrieved = ["v1", "v2", "v3", "v5", "v6", "v7", "v9", "v12"];
Show(catalog.SamplePage(Feed.Describe(2), Feed.PageSize, retrieved, seed: 7));

// Of these videos, 2 and 6 are to the third taste, and 3, 6, 9 and 12 are liked often. Video 6 is both. This is what the policy ranks first:

Show(catalog.TopActions(Feed.Describe(2), Feed.PageSize, retrieved));

// ## What are its pages worth?
//
// The value of a page is the sum of the responses of its rows. An estimate by whole pages weights them by the product of three weights, which needs many
// pages. The estimate of reward interaction weights a row by the videos above it and itself, and needs fewer.

var metrics = ml.Ranking.EvaluateOffPolicy(policy.Transform(split.TestSet), ["WatchTime", "Like"], rowGroupColumnName: "Session",
    options: new() { RequestColumnName = "Request", PositionColumnName = "Position" });
Show(metrics);

Show(ReportCharts.Estimates([new EvaluatedPolicy("TSCAC", metrics)]));

// ## Is the estimate right?
//
// Here the users can be asked. New pages are drawn from the policy and shown to them. The true value should be within the interval of the estimate.

var random = new Random(2);
var total = 0.0;
const int Requests = 4_000;
for (var request = 0; request < Requests; request++)
{
    var (taste, videos) = (random.Next(4), Feed.Retrieve(random));
    var page = catalog.SamplePage(Feed.Describe(taste), Feed.PageSize, [.. videos.Select(video => $"v{video}")], seed: request);
    foreach (var (index, video) in page.Actions.Index())
        total += Feed.Respond(random, taste, int.Parse(video.Id[1..], CultureInfo.InvariantCulture), position: index + 1).WatchTime;
}

var estimate = metrics.Responses[0].Page!.SelfNormalizedRewardInteractionIps;
Show(FormattableString.Invariant($"watch time of a page: {total / Requests:F1} s; estimated: {estimate.Value:F1} s, ")
    + FormattableString.Invariant($"from {estimate.LowerBound:F1} to {estimate.UpperBound:F1} s; in the log: {metrics.Responses[0].Page!.LoggedMean:F1} s"));

static void Show(object value) => Console.WriteLine(value switch
{
    Plotly.NET.GenericChart => "A chart, which the notebook shows.",
    not string and System.Collections.IEnumerable values => string.Join(Environment.NewLine, values.Cast<object>()),
    _ => value,
});

internal sealed class Shown
{
    public string Session { get; set; } = "";
    public string Request { get; set; } = "";
    public int Position { get; set; }
    [VectorType(4)] public float[] Taste { get; set; } = [];
    public string Video { get; set; } = "";
    public string[] Eligible { get; set; } = [];
    public float WatchTime { get; set; }
    public bool Like { get; set; }
    public float Propensity { get; set; }
}

internal static class Feed
{
    public const int PageSize = 3;

    public static float[] Describe(int taste) => [.. Enumerable.Range(0, 4).Select(kind => kind == taste ? 1f : 0f)];

    // What a user does with a video at a position. A video of his taste is watched for long, and every third video is liked often.
    public static (float WatchTime, bool Like) Respond(Random random, int taste, int video, int position)
        => random.NextDouble() > 1 - 0.25 * (position - 1)
            ? (0, false)
            : ((video % 4 == taste ? 20 : 5) + 4 * random.NextSingle(), random.NextDouble() < (video % 3 == 0 ? 0.3 : 0.05));

    public static int[] Retrieve(Random random)
    {
        var videos = Enumerable.Range(0, 16).ToArray();
        random.Shuffle(videos);
        return videos[..8];
    }

    public static IEnumerable<Shown> Log(Random random, int requests)
    {
        for (var request = 0; request < requests; request++)
        {
            var (taste, retrieved) = (random.Next(4), Retrieve(random));
            for (var position = 1; position <= PageSize; position++)
            {
                var left = retrieved[(position - 1)..];
                var (watchTime, like) = Respond(random, taste, left[0], position);
                yield return new Shown
                {
                    Session = $"s{request / 2}",
                    Request = $"r{request}",
                    Position = position,
                    Taste = Describe(taste),
                    Video = $"v{left[0]}",
                    Eligible = [.. left.Select(video => $"v{video}")],
                    WatchTime = watchTime,
                    Like = like,
                    Propensity = 1f / left.Length,
                };
            }
        }
    }
}
