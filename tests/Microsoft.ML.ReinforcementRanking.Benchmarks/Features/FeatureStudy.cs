using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;
using Microsoft.ML.Trainers.LightGbm;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Features;

/// <summary>
/// Compares multi-task networks with and without ids, and with and without response statistics, with boosted trees per task on the same features.
/// </summary>
internal static class FeatureStudy
{
    private const int LeastRowsOfTag = 20;

    private static readonly string[] Ids = [nameof(FeatureRow.User), nameof(FeatureRow.Item), nameof(FeatureRow.Other)];
    private static readonly string[] Tasks = [nameof(FeatureRow.Click), nameof(FeatureRow.Goal)];

    private static readonly (string Name, Func<MLContext, Features, TaskRankingMetrics> Run)[] Models =
    [
        ("network", (ml, features) => Network(ml, features, priorStrength: 300)),
        ("network, embeddings without a prior", (ml, features) => Network(ml, features, priorStrength: 0)),
        ("trees per task", Trees),
    ];

    /// <param name="data">The folder that contains kuairand and retailrocket.</param>
    /// <param name="seeds">The number of seeds, which start at 1.</param>
    public static void Run(string data, int seeds)
    {
        var table = new Dictionary<(string Features, string Model), List<string>>();
        foreach (var log in (Func<MLContext, FeatureLog>[])[ml => FeatureLog.KuaiRand(ml, Path.Combine(data, "kuairand")),
            ml => FeatureLog.RetailRocket(ml, Path.Combine(data, "retailrocket"))])
        {
            foreach (var (hasStatistics, hasIds) in (ReadOnlySpan<(bool, bool)>)[(false, false), (false, true), (true, false), (true, true)])
            {
                // Without ids, the prior of their embeddings has no effect.
                foreach (var (name, run) in Models.Where((_, model) => hasIds || model != 1))
                    Add(table, (Describe(hasStatistics, hasIds), name), Measure(log, hasStatistics, hasIds, seeds, run));
            }
        }
        Console.WriteLine(MarkdownTable.Of(["features", "model", .. Titles("KuaiRand", "click", "long view"), .. Titles("RetailRocket", "return", "payment")],
            table.Select(row => (IEnumerable<string>)[row.Key.Features, row.Key.Model, .. row.Value])));
    }

    private static IEnumerable<string> Titles(string log, params string[] tasks)
        => tasks.SelectMany(task => new[] { $"{log}, {task}: AUC", "log loss" });

    private static void Add(Dictionary<(string, string), List<string>> table, (string, string) row, List<TaskRankingMetrics> results)
    {
        if (!table.TryGetValue(row, out var cells))
            table.Add(row, cells = []);
        for (var task = 0; task < Tasks.Length; task++)
        {
            cells.Add(Spread.Text([.. results.Select(result => result.Tasks[task].AreaUnderRocCurve)], "F3"));
            cells.Add(Spread.Text([.. results.Select(result => result.Tasks[task].LogLoss)], "F4"));
        }
        Console.Error.WriteLine($"{row}: {string.Join(" | ", cells)}");
    }

    private static List<TaskRankingMetrics> Measure(
        Func<MLContext, FeatureLog> read, bool hasStatistics, bool hasIds, int seeds, Func<MLContext, Features, TaskRankingMetrics> run)
        => [.. Enumerable.Range(1, seeds).Select(seed =>
        {
            var ml = new MLContext(seed);
            return run(ml, Prepare(ml, read(ml), hasStatistics, hasIds));
        })];

    private static Features Prepare(MLContext ml, FeatureLog log, bool hasStatistics, bool hasIds)
    {
        var parts = log.Parts;
        if (hasStatistics)
        {
            var statistics = ml.Transforms.ResponseStatistics("Statistics", log.Keys, [nameof(FeatureRow.First), nameof(FeatureRow.Second)],
                nameof(FeatureRow.Time), new() { KeyCombinations = [log.Pair] }).Fit(parts.Training);
            // Validation and test rows see all events before them, as a service does that knows the responses up to now.
            var known = statistics.WithRows(parts.Validation);
            parts = new(statistics.Transform(parts.Training), statistics.Transform(parts.Validation), known.Transform(parts.Test));
        }
        parts = parts.Map(rows => ml.Data.FilterByCustomPredicate<FeatureRow>(rows, row => !row.IsExample));
        IEstimator<ITransformer> numbers = ml.Transforms.Concatenate("Numbers",
            hasStatistics ? [nameof(FeatureRow.Context), "Statistics"] : [nameof(FeatureRow.Context)]);
        numbers = numbers.Append(ml.Transforms.NormalizeMeanVariance("Numbers", fixZero: false));
        var categories = hasIds ? Ids.ToList() : [];
        foreach (var id in categories)
            numbers = numbers.Append(ml.Transforms.Conversion.MapValueToKey(id, keyData: Values(ml, parts.Training.GetColumn<string>(id), 1)));
        var tags = parts.Training.GetColumn<string[]>(nameof(FeatureRow.Tags)).SelectMany(tags => tags).ToList();
        if (tags.Count > 0)
        {
            categories.Add(nameof(FeatureRow.Tags));
            numbers = numbers.Append(ml.Transforms.Conversion.MapValueToKey(nameof(FeatureRow.Tags), keyData: Values(ml, tags, LeastRowsOfTag)));
        }
        return new([.. categories], parts.Map(numbers.Fit(parts.Training).Transform));
    }

    private static IDataView Values(MLContext ml, IEnumerable<string?> values, int leastRows)
        => ml.Data.LoadFromEnumerable(Vocabulary.Of(values.Where(value => value != ""), leastRows).Values.Select(value => new { Value = value }));

    private static TaskRankingMetrics Network(MLContext ml, Features features, double priorStrength)
    {
        var options = new MultiTaskRankingTrainer.Options
        {
            Tasks = [.. Tasks.Select(task => new TaskColumn(task))],
            FeatureColumnName = "Numbers",
            CategoricalColumnNames = features.Categories,
            NumberOfThreads = 1,
        };
        if (features.Categories.Length > 0)
            options.EmbeddingPriorStrength = priorStrength;
        var model = ml.Ranking.Trainers.MultiTask(options).Fit(features.Parts.Training, features.Parts.Validation);
        return ml.Ranking.EvaluateTasks(model.Transform(features.Parts.Test), Tasks);
    }

    private static TaskRankingMetrics Trees(MLContext ml, Features features)
    {
        IEstimator<ITransformer> oneHot = new EstimatorChain<ITransformer>();
        foreach (var category in features.Categories)
            oneHot = oneHot.Append(ml.Transforms.Conversion.MapKeyToVector(category, outputCountVector: true));
        oneHot = oneHot.Append(ml.Transforms.Concatenate("All", ["Numbers", .. features.Categories]));
        var parts = features.Parts.Map(oneHot.Fit(features.Parts.Training).Transform);
        var scored = parts.Test;
        foreach (var task in Tasks)
        {
            var trees = ml.BinaryClassification.Trainers.LightGbm(new LightGbmBinaryTrainer.Options
            {
                LabelColumnName = task,
                FeatureColumnName = "All",
                NumberOfIterations = 500,
                LearningRate = 0.05,
                EarlyStoppingRound = 30,
                NumberOfThreads = 1,
                Booster = new GradientBooster.Options { FeatureFraction = 0.8, SubsampleFraction = 0.8, SubsampleFrequency = 1 },
            }).Fit(parts.Training, parts.Validation);
            var names = ml.Transforms.CopyColumns($"{task}.Score", "Score").Append(ml.Transforms.CopyColumns($"{task}.Probability", "Probability"))
                .Append(ml.Transforms.CopyColumns($"{task}.PredictedLabel", "PredictedLabel"));
            scored = trees.Append(names.Fit(trees.Transform(scored))).Transform(scored);
        }
        return ml.Ranking.EvaluateTasks(scored, Tasks);
    }

    private static string Describe(bool hasStatistics, bool hasIds) => (hasStatistics, hasIds) switch
    {
        (false, false) => "context",
        (false, true) => "context, ids",
        (true, false) => "context, statistics",
        _ => "context, statistics, ids",
    };

    /// <summary>Represents a log whose features are ready: the column Numbers, and columns of keys.</summary>
    private sealed record Features(string[] Categories, LogParts Parts);
}
