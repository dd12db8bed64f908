// The walkthrough of samples/notebooks/kuairand.dib as a file-based app, written by eng/Notebooks/run: dotnet run samples/scripts/kuairand.cs
#:property PublishAot=false
#:package TorchSharp-cpu
#:project ../../src/Microsoft.ML.ReinforcementRanking.Interactive

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

// # A policy for short videos, from KuaiRand
//
// KuaiRand is a log of an app with short videos. In the part that is read here, each video was drawn at random from a pool, so the probability of each choice
// is known. This walkthrough trains a policy that chooses the topic of the next video. It maximizes watch time and keeps interactions, such as likes. At the
// end you know, from the log alone, what the policy would have earned.

// ## The log
//
// The files of [KuaiRand](https://kuairand.com) are looked for in the folder `kuairand` of the folder that the environment variable `RR_DATA` names, or of
// `shared/data` in a folder above this one. If there are none, a small simulated log with the same columns is written.

string? FindLog(string name)
{
    var roots = new List<string?> { Environment.GetEnvironmentVariable("RR_DATA") };
    for (var above = new DirectoryInfo(Environment.CurrentDirectory); above is not null; above = above.Parent)
        roots.Add(Path.Combine(above.FullName, "shared", "data"));
    return roots.OfType<string>().Select(root => Path.Combine(root, name)).FirstOrDefault(Directory.Exists);
}

var folder = FindLog("kuairand") ?? SimulatedKuaiRand.Write(Path.Combine(Path.GetTempPath(), "simulated-kuairand"));
Show(Path.GetFileName(folder));

// A row of the log is a video that a user saw. The topic of a video is its first tag, and rare tags are one topic. A video was drawn from the pool, so the
// propensity of a topic is its share of the pool. An interaction is anything that a user does beyond watching: a like, a follow, a comment, a share, or a look
// at the author's page.

var tagOf = File.ReadLines(Path.Combine(folder, "video_features_basic_pure.csv")).Skip(1).Select(line => line.Split(','))
    .ToDictionary(field => field[0], field => field[11].Trim('"'));
var common = tagOf.Values.CountBy(tag => tag).Where(tag => tag.Key.Length > 0 && tag.Value > tagOf.Count / 50).Select(tag => tag.Key).ToHashSet();
var topicOf = tagOf.ToDictionary(video => video.Key, video => common.Contains(video.Value) ? $"tag {video.Value}" : "other");
var shareOf = topicOf.Values.CountBy(topic => topic).ToDictionary(topic => topic.Key, topic => (float)topic.Value / topicOf.Count);

float Number(string text) => float.Parse(text, CultureInfo.InvariantCulture);
var steps = File.ReadLines(Path.Combine(folder, "log_random_4_22_to_5_08_1k.csv")).Skip(1).Select(line => line.Split(',')).Select(field => new Shown
{
    User = field[0],
    Time = long.Parse(field[4], CultureInfo.InvariantCulture),
    Topic = topicOf[field[1]],
    WatchTime = Number(field[12]) / 1000,
    Duration = Number(field[13]) / 1000,
    Interaction = field[6..10].Concat(field[15..17]).Any(number => number != "0"),
    Propensity = shareOf[topicOf[field[1]]],
}).DistinctBy(step => (step.User, step.Time)).ToList();

Show($"{steps.Count:N0} rows, {shareOf.Count} topics, mean watch time {steps.Average(step => step.WatchTime):F1} s, "
    + $"interactions in {steps.Count(step => step.Interaction) / (double)steps.Count:P1} of the rows");

// ## What a user did before
//
// The state is what a user did before the row. `GroupSessions` computes it strictly from earlier rows: means and counts of both responses, over all rows and
// for each topic. With an endless gap, the history of a user has no end. The second call only finds the sessions.

var ml = new MLContext(seed: 1);
var log = ml.Data.LoadFromEnumerable(steps);
var topics = ml.Data.LoadFromEnumerable(shareOf.Keys.Order().Select(topic => new { Topics = topic }));
var keyed = ml.Transforms.Conversion.MapValueToKey("Topics", "Topic", keyData: topics).Fit(log).Transform(log);

var histories = ml.Data.GroupSessions(keyed, "User", "Time", new SessionGroupingOptions
{
    Gap = TimeSpan.MaxValue,
    ResponseColumnNames = ["WatchTime", "Interaction"],
    ActionAttributeColumnName = "Topics",
});
var sessions = ml.Data.Cache(ml.Data.GroupSessions(histories, "User", "Time"));
var split = ml.Data.TrainTestSplitByTime(sessions, "Time", testFraction: 0.3);

// ## Is the log fit for training?

Show(ml.Data.DiagnoseLog(split.TrainSet, ["WatchTime", "Interaction"], new LogDiagnosisOptions
{
    FeatureColumnName = "History",
    ActionColumnName = "Topic",
    TimestampColumnName = "Time",
    PropensityColumnName = "Propensity",
}));

// ## Train
//
// Long videos are watched longer, whether they are liked or not. `NormalizeWatchTime` removes this: its quantile says how long a video was watched compared
// with videos of about the same length. This is the main response, and interactions are the auxiliary one.
//
// The log has only a few of the videos that a user saw, so it cannot tell what a choice does to later steps. The discount is therefore 0.

var pipeline = ml.Transforms.NormalizeWatchTime("Quantile", "WatchTime", "Duration")
    .Append(ml.Transforms.NormalizeMeanVariance("Features", "History", fixZero: false))
    .Append(ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
    {
        LabelColumnName = "Quantile",
        AuxiliaryResponses = [new("Interaction") { DiscountFactor = 0 }],
        DiscountFactor = 0,
        ActionColumnName = "Topic",
        PropensityColumnName = "Propensity",
        ConstraintStrength = 1,
        NumberOfStageOneEpochs = 6,
        NumberOfStageTwoEpochs = 6,
        HiddenUnits = [32],
    }));
var model = pipeline.Fit(split.TrainSet);
Show(model.GetRankingModel());

Show(ReportCharts.Losses(model.GetRankingModel().History));

// ## Evaluate
//
// The last 30 % of the log by time was not used in training. Each row is weighted by how much more likely the policy is to choose its topic than the log was.
// An interval of a lift that does not contain 0 is a difference that is unlikely to be chance.

string[] responses = ["Quantile", "WatchTime", "Interaction"];
Show(ml.Ranking.EvaluateOffPolicy(model.Transform(split.TestSet), responses));

// ## The trade-off
//
// A fitted policy has a dial. The larger its constraint strength λ, the closer it stays to what is good for interactions, and to the log. No other fit is
// needed.

EvaluatedPolicy Evaluate(double strength) => new(FormattableString.Invariant($"λ = {strength}"),
    ml.Ranking.EvaluateOffPolicy(model.WithConstraintStrength(strength).Transform(split.TestSet), ["WatchTime", "Interaction"]));

var settings = new[] { 0.25, 0.5, 1, 2, 4 }.Select(Evaluate).ToList();
Show(string.Join(Environment.NewLine, settings.Select(setting => $"{setting.Name}, effective sample size {setting.Metrics.EffectiveSampleSize:F0}: "
    + string.Join(", ", setting.Metrics.Responses.Select(response => $"{response.Name} {response.CappedSelfNormalizedIps.Lift:+0.0%;-0.0%}")))));

// In the chart, the policy of the log is where the zero lines cross. The lines through a setting are its intervals. Settings with a small effective sample size
// are worth few rows, so that their place says little.

Show(ReportCharts.TradeOff("TSCAC", settings, chosen: "λ = 0.5"));

Show(ReportCharts.Overlap(settings));

// ## What the policy chooses
//
// The topics that the policy ranks first in some states of the test log, with their probabilities.

var chosen = model.WithConstraintStrength(0.5);
Show(chosen.GetRankingModel().CategoricalPolicy!.RankStates(ml.Data.ShuffleRows(chosen.Transform(split.TestSet), seed: 1)));

// ## Save it
//
// The file holds every step of the pipeline. It loads and scores anywhere, without libtorch. The page `docs/serving.md` says how to serve it.

var file = Path.Combine(Path.GetTempPath(), "kuairand.zip");
ml.Model.Save(chosen, sessions.Schema, file);
Show($"{new FileInfo(file).Length / 1024} KB");

static void Show(object value) => Console.WriteLine(value switch
{
    Plotly.NET.GenericChart => "A chart, which the notebook shows.",
    not string and System.Collections.IEnumerable values => string.Join(Environment.NewLine, values.Cast<object>()),
    _ => value,
});

// Users who like one topic, and videos of eight topics that were shown at random.
internal static class SimulatedKuaiRand
{
    public static string Write(string folder)
    {
        var random = new Random(1);
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "video_features_basic_pure.csv"),
            Enumerable.Range(0, 400).Select(video => $"{video},,,,,,,,,,,{video % 8}").Prepend("video_id,,,,,,,,,,,tag"));
        File.WriteAllLines(Path.Combine(folder, "log_random_4_22_to_5_08_1k.csv"),
            Enumerable.Range(0, 12_000).Select(row => Row(random, user: row / 20, hour: row % 20 / 5 + row % 7 * 24, minute: row % 5))
                .Prepend("user_id,video_id,date,hourmin,time_ms,is_click,is_like"));
        return folder;
    }

    private static string Row(Random random, int user, int hour, int minute)
    {
        var video = random.Next(400);
        var time = 1_650_000_000_000 + hour * 3_600_000L + minute * 60_000;
        var duration = 5_000 + 60_000 * random.NextSingle();
        var share = random.NextSingle() * (video % 8 == user % 8 ? 1 : 0.3f);
        var like = random.NextSingle() < (video % 8 == user % 8 ? 0.15f : 0.03f) ? 1 : 0;
        return string.Create(CultureInfo.InvariantCulture,
            $"{user},{video},,,{time},0,{like},0,0,0,0,0,{share * duration:0},{duration:0},0,0,0,1,1");
    }
}

internal sealed class Shown
{
    public string User { get; set; } = "";
    public long Time { get; set; }
    public string Topic { get; set; } = "";
    public float WatchTime { get; set; }
    public float Duration { get; set; }
    public bool Interaction { get; set; }
    public float Propensity { get; set; }
}
