using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Candidates;

/// <summary>
/// Compares rankers of graded labels with TSCAC on one view with a row for each candidate. Rankers learn from the grades of all candidates, and TSCAC from the
/// responses to the chosen ones.
/// </summary>
internal static class CandidateStudy
{
    private static readonly string[] Titles = ["ranker", "NDCG@1", "NDCG@3", "NDCG@10", "outcome of the first"];

    public static void Run(string folder, int seeds)
    {
        var results = new List<(string Data, string Ranker, double[] Values)>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var ml = new MLContext(seed);
            foreach (var data in new[] { GradedLists.Draw(seed), VideoLists.Draw(ml, PreparedLog.Read(ml, folder), seed) })
            {
                foreach (var (ranker, values) in Compare(ml, data))
                    results.Add((data.Name, ranker, values));
                Console.WriteLine($"Seed {seed}, {data.Name}: {data.Training.Length} and {data.Test.Length} rows, {data.Test[0].Features.Length} features.");
            }
        }
        foreach (var data in results.GroupBy(result => result.Data))
        {
            Console.WriteLine($"\n{data.Key}\n\n{MarkdownTable.Of(Titles, data.GroupBy(result => result.Ranker, result => result.Values)
                .Select(ranker => Enumerable.Range(0, Titles.Length - 1).Select(metric => Spread.Text([.. ranker.Select(values => values[metric])], "F3"))
                    .Prepend(ranker.Key)))}");
        }
    }

    private static IEnumerable<(string Ranker, double[] Values)> Compare(MLContext ml, ListData data)
    {
        var (training, test) = (ListRow.View(ml, data.Training), ListRow.View(ml, data.Test));
        yield return ("random order", Evaluate(ml, test, nameof(ListRow.Random)));
        var trainers = ml.Ranking.Trainers;
        var lightGbm = trainers.LightGbm(nameof(ListRow.Relevance), rowGroupColumnName: nameof(ListRow.Request)).Fit(training);
        yield return ("LightGBM", Evaluate(ml, lightGbm.Transform(test), "Score"));
        var fastTree = trainers.FastTree(nameof(ListRow.Relevance), rowGroupColumnName: nameof(ListRow.Request)).Fit(training);
        yield return ("FastTree", Evaluate(ml, fastTree.Transform(test), "Score"));
        var tscac = ml.Transforms.NormalizeMeanVariance("Features").Append(trainers.Tscac(new TscacRankingTrainer.Options
        {
            RequestColumnName = nameof(ListRow.Request),
            ChosenColumnName = nameof(ListRow.Chosen),
            AuxiliaryResponses = [new(nameof(ListRow.Click))],
            PropensityColumnName = nameof(ListRow.Propensity),
            RowGroupColumnName = null,
        })).Fit(training);
        yield return ("TSCAC", Evaluate(ml, tscac.Transform(test), "Score"));
        yield return ("TSCAC, λ = 0.25", Evaluate(ml, tscac.WithConstraintStrength(0.25).Transform(test), "Score"));
    }

    private static double[] Evaluate(MLContext ml, IDataView scored, string score)
    {
        // A list without a relevant candidate has no best order.
        var relevant = scored.GetColumn<float>(nameof(ListRow.Relevance)).Zip(scored.GetColumn<uint>(nameof(ListRow.Request)))
            .GroupBy(row => row.Second).Where(request => request.Any(row => row.First > 0)).Select(request => request.Key).ToHashSet();
        var lists = ml.Data.FilterByCustomPredicate<Requested>(scored, row => !relevant.Contains(row.Request));
        var metrics = ml.Ranking.Evaluate(lists, new RankingEvaluatorOptions { DcgTruncationLevel = 10 }, nameof(ListRow.Relevance),
            nameof(ListRow.Request), score);
        var gains = metrics.NormalizedDiscountedCumulativeGains;
        return [gains[0], gains[2], gains[9], OutcomeOfTheFirst(scored, score)];
    }

    /// <summary>
    /// Computes the mean outcome of the first rows whose outcome is known. In a log whose candidates are drawn like the shown one, this is an unbiased estimate
    /// for a policy that shows the first candidate.
    /// </summary>
    private static double OutcomeOfTheFirst(IDataView scored, string score)
        => scored.GetColumn<uint>(nameof(ListRow.Request)).Zip(scored.GetColumn<float>(score), scored.GetColumn<float>(nameof(ListRow.Outcome)))
            .GroupBy(row => row.First).Select(request => (double)request.MaxBy(row => row.Second).Third).Where(double.IsFinite).Average();

    private sealed class Requested
    {
        public uint Request { get; set; }
    }
}
