using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Metrics of lists, the importance of columns, and proxies.</summary>
internal static class BadRankings
{
    private const string Lists = "ListEvaluationCatalog.EvaluateLists";
    private const string Importance = "FeatureImportanceCatalog.PermutationFeatureImportance";
    private const string Proxies = "ProxyRankingCatalog.RankProxies";

    private static readonly RankingCatalog Ranking = SpoiledLog.Context.Ranking;

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentOutOfRangeException>(Lists, "a request column that is missing", () => Ranking.EvaluateLists(SpoiledLog.Scored(), "Nowhere")),
        Of<ArgumentOutOfRangeException>(Lists, "a cutoff of 0", () => Evaluate(SpoiledLog.Scored(), new() { Cutoffs = [0] })),
        Of<InvalidOperationException>(Lists, "no rows", () => Evaluate(ScoredLog.View(Array.Empty<ScoredLog.Row>()))),
        Of<InvalidOperationException>(Lists, "a relevance that is NaN", () => Evaluate(SpoiledLog.Scored(row => row.Reward = float.NaN))),
        Of<InvalidOperationException>(Lists, "rows of a request that are not neighbors", () => Evaluate(SpoiledLog.Scored(row => row.GroupId = 0))),
        Of<ArgumentOutOfRangeException>(Importance, "no column", () => Measure([])),
        Of<ArgumentOutOfRangeException>(Importance, "a column that is missing", () => Measure(["Nowhere"])),
        Of<ArgumentOutOfRangeException>(Importance, "one permutation", () => Measure(["Features"], permutations: 1)),
        Of<InvalidOperationException>(Importance, "a metric that is NaN", () => Measure(["Features"], double.NaN)),
        Of<ArgumentOutOfRangeException>(Proxies, "a label column that is missing", () => Rank("Nowhere")),
        Of<ArgumentOutOfRangeException>(Proxies, "no signal", () => Ranking.RankProxies(SpoiledLog.Scored(), "Reward", [])),
        Of<InvalidOperationException>(Proxies, "a label that is the same for all users", () => Rank("Propensity")),
        Of<InvalidOperationException>(Proxies, "a user with two labels", () => Rank("Reward")),
    ];

    private static void Evaluate(IDataView data, ListEvaluationOptions? options = null)
        => Ranking.EvaluateLists(data, "GroupId", relevanceColumnName: "Reward", scoreColumnName: "Probability", options: options);

    private static void Measure(string[] columns, double metric = 1, int permutations = 2)
        => Ranking.PermutationFeatureImportance(SpoiledLog.Normalizer, SpoiledLog.Sound, columns, _ => metric, permutations, seed: 1);

    private static void Rank(string label) => Ranking.RankProxies(SpoiledLog.Scored(), label, ["Probability"], userColumnName: "GroupId");
}
