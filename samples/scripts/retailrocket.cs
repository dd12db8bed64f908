// The walkthrough of samples/notebooks/retailrocket.dib as a file-based app, written by eng/Notebooks/run: dotnet run samples/scripts/retailrocket.cs
#:property PublishAot=false
#:package TorchSharp-cpu
#:project ../../src/Microsoft.ML.ReinforcementRanking.Interactive

using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

// # Two tasks from one model, from RetailRocket
//
// RetailRocket is a log of a web shop: who viewed which item, put it into the cart, and bought it. This walkthrough trains one model that predicts both
// whether a visitor comes back to an item and whether he buys it. It compares plain multi-task training with RMTL, which gives more weight to sessions that
// are hard to predict.

// ## The log
//
// The file `events.csv` of RetailRocket is looked for in the folder `retailrocket` of the folder that the environment variable `RR_DATA` names, or of
// `shared/data` in a folder above this one. If there is none, a small simulated log with the same columns is written.

string? FindLog(string name)
{
    var roots = new List<string?> { Environment.GetEnvironmentVariable("RR_DATA") };
    for (var above = new DirectoryInfo(Environment.CurrentDirectory); above is not null; above = above.Parent)
        roots.Add(Path.Combine(above.FullName, "shared", "data"));
    return roots.OfType<string>().Select(root => Path.Combine(root, name)).FirstOrDefault(Directory.Exists);
}

var folder = FindLog("retailrocket") ?? SimulatedShop.Write(Path.Combine(Path.GetTempPath(), "simulated-shop"));
Show(Path.GetFileName(folder));

// An event knows what happened before it: how often the item was viewed by anybody, and whether the visitor has met it. Such numbers must come from earlier
// events alone, so one pass in the order of time counts them.

var views = new Dictionary<string, int>();
var met = new HashSet<(string Visitor, string Item)>();
var events = new List<ShopEvent>();
var fields = File.ReadLines(Path.Combine(folder, "events.csv")).Skip(1).Select(line => line.Split(','));
foreach (var field in fields.OrderBy(field => long.Parse(field[0], CultureInfo.InvariantCulture)))
{
    var (visitor, kind, item) = (field[1], field[2], field[3]);
    events.Add(new ShopEvent
    {
        Visitor = visitor,
        Time = long.Parse(field[0], CultureInfo.InvariantCulture),
        Item = item,
        Kind = kind,
        IsReturn = met.Add((visitor, item)) ? 0 : 1,
        IsCart = kind == "addtocart" ? 1 : 0,
        Popularity = MathF.Log(1 + views.GetValueOrDefault(item)),
    });
    views[item] = views.GetValueOrDefault(item) + 1;
}

Show(string.Join(", ", events.CountBy(one => one.Kind).Select(kind => $"{kind.Value:N0} × {kind.Key}")));

// ## Sessions and labels
//
// `GroupSessions` finds the sessions, and adds what the visitor did in them before: the number of steps, the time since the last one, and how often he came
// back to an item or put one into the cart.
//
// A row of the training is the first view of an item in a session. Both labels look at the rest of the session: `Click` is true if the visitor comes back to
// the item, and `Pay` if he buys it. These labels are ours, because those of the RMTL paper were never published.

var ml = new MLContext(seed: 1);
var sessions = ml.Data.GroupSessions(ml.Data.LoadFromEnumerable(events), "Visitor", "Time", new SessionGroupingOptions
{
    ResponseColumnNames = ["IsReturn", "IsCart"],
});
var rows = new List<FirstView>();
var all = ml.Data.CreateEnumerable<SessionStep>(sessions, reuseRowObject: false).Zip(sessions.GetColumn<uint>("GroupId"));
foreach (var session in all.GroupBy(step => step.Second, step => step.First))
{
    foreach (var steps in session.GroupBy(step => step.Item).Where(steps => steps.First().Kind == "view"))
    {
        var (first, later) = (steps.First(), steps.Skip(1).Where(step => step.Time > steps.First().Time).ToList());
        rows.Add(new FirstView
        {
            GroupId = $"{session.Key}",
            Visitor = first.Visitor,
            Time = first.Time,
            Item = first.Item,
            History = first.History,
            Popularity = first.Popularity,
            IsReturn = first.IsReturn,
            Click = later.Count > 0,
            Pay = later.Any(step => step.Kind == "transaction"),
        });
    }
}

var log = ml.Data.LoadFromEnumerable(rows.OrderBy(row => row.GroupId).ThenBy(row => row.Time).ToList());
var split = ml.Data.TrainTestSplitByTime(log, "Time", testFraction: 0.3);
Show($"{rows.Count:N0} rows in {rows.DistinctBy(row => row.GroupId).Count():N0} sessions, "
    + $"{rows.Count(row => row.Click):N0} with a return, {rows.Count(row => row.Pay):N0} with a purchase");

// ## Train twice
//
// The backbone ESMM says that a purchase is a return first: its probability is the product of two. Both trainers have the same network, the same rows, and the
// same number of epochs. RMTL adds critics, which predict the loss of the rest of a session, and weights rows by them in the fine-tuning.

var prepared = ml.Transforms.Concatenate("Numbers", "History", "Popularity", "IsReturn")
    .Append(ml.Transforms.NormalizeMeanVariance("Features", "Numbers", fixZero: false));
TaskColumn[] tasks = [new("Click"), new("Pay")];

var plain = prepared.Append(ml.Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
{
    Tasks = tasks,
    Backbone = new EsmmBackbone(),
    BatchSize = 128,
    NumberOfEpochs = 20,
    NumberOfFineTuningEpochs = 3,
})).Fit(split.TrainSet);
var rmtl = prepared.Append(ml.Ranking.Trainers.Rmtl(new RmtlRankingTrainer.Options
{
    Tasks = tasks,
    Backbone = new EsmmBackbone(),
    BatchSize = 128,
    NumberOfEpochs = 20,
    NumberOfCriticEpochs = 4,
    NumberOfFineTuningEpochs = 3,
})).Fit(split.TrainSet);
Show(rmtl.GetRankingModel());

Show(ReportCharts.Losses(rmtl.GetRankingModel().History));

// The spread of the weights ω says how unequally RMTL weights rows. If it falls to 0, the training is plain multi-task training.

Show(ReportCharts.LossWeightSpread(rmtl.GetRankingModel().History));

// ## Compare
//
// AUC asks whether a row with a purchase is ranked above one without. GAUC asks the same within the rows of a visitor. The session log loss counts a short
// session as much as a long one, which is what RMTL is made for.

Show(ml.Ranking.EvaluateTasks(plain.Transform(split.TestSet), ["Click", "Pay"], userColumnName: "Visitor"));
Show(ml.Ranking.EvaluateTasks(rmtl.Transform(split.TestSet), ["Click", "Pay"], userColumnName: "Visitor"));

// If both tables agree, no epoch of the fine-tuning was better on the held-out sessions, so both models are the plain network. If not, the differences are
// small, as the results in `docs/results/rmtl-logs.md` are on all public logs. Start with `MultiTask`, and take `Rmtl` where a comparison at equal epochs
// shows a gain on sessions that were not used in training.
//
// ## What the columns are worth
//
// Permuting a column shows what a model loses without it. The metric here is the AUC of the returns.

var importances = ml.Ranking.PermutationFeatureImportance(rmtl, split.TestSet, ["History", "Popularity", "IsReturn"],
    scored => ml.Ranking.EvaluateTasks(scored, ["Click"]).Tasks[0].AreaUnderRocCurve, permutationCount: 5, seed: 1);
Show(importances);

Show(ReportCharts.Importance(importances, "AUC of the returns"));

static void Show(object value) => Console.WriteLine(value switch
{
    Plotly.NET.GenericChart => "A chart, which the notebook shows.",
    not string and System.Collections.IEnumerable values => string.Join(Environment.NewLine, values.Cast<object>()),
    _ => value,
});

// Visitors who come back to an item for a while, and some who buy it.
internal static class SimulatedShop
{
    public static string Write(string folder)
    {
        var random = new Random(1);
        List<string> lines = ["timestamp,visitorid,event,itemid,transactionid"];
        for (var visitor = 0; visitor < 1_500; visitor++)
        {
            var time = 1_430_000_000_000 + random.Next(100_000) * 60_000L;
            var (item, isKeen) = (random.Next(200), random.Next(4) == 0);
            for (var step = 0; step < 6; step++)
            {
                var returns = random.NextSingle() < (isKeen ? 0.5f : 0.1f);
                item = returns ? item : random.Next(200);
                lines.Add($"{time += 60_000},{visitor},view,{item},");
                if (returns && random.Next(5) == 0)
                    lines.AddRange([$"{time += 60_000},{visitor},addtocart,{item},", $"{time += 60_000},{visitor},transaction,{item},1"]);
            }
        }

        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "events.csv"), lines);
        return folder;
    }
}

internal sealed class ShopEvent
{
    public string Visitor { get; set; } = "";
    public long Time { get; set; }
    public string Item { get; set; } = "";
    public string Kind { get; set; } = "";
    public float IsReturn { get; set; }
    public float IsCart { get; set; }
    public float Popularity { get; set; }
}

internal sealed class SessionStep
{
    public string Visitor { get; set; } = "";
    public long Time { get; set; }
    public string Item { get; set; } = "";
    public string Kind { get; set; } = "";
    public float IsReturn { get; set; }
    public float Popularity { get; set; }
    public float[] History { get; set; } = [];
}

internal sealed class FirstView
{
    public string GroupId { get; set; } = "";
    public string Visitor { get; set; } = "";
    public long Time { get; set; }
    public string Item { get; set; } = "";
    [VectorType(6)] public float[] History { get; set; } = [];
    public float Popularity { get; set; }
    public float IsReturn { get; set; }
    public bool Click { get; set; }
    public bool Pay { get; set; }
}
