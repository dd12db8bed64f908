using Microsoft.ML.ReinforcementRanking.Tests.Worlds;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Candidates;

/// <summary>
/// Draws lists like those of learning to rank: queries with 8 to 16 documents, 4 features of the query and 20 of the document in it, and grades from 0 to 4. A
/// policy that likes one feature shows one document of each query.
/// </summary>
internal static class GradedLists
{
    private const int QueryFeatures = 4;
    private const int DocumentFeatures = 20;

    public static ListData Draw(int seed)
    {
        var random = new Random(seed);
        return new("graded lists", Draw(random, requests: 1500), Draw(random, requests: 500));
    }

    private static ListRow[] Draw(Random random, int requests)
        => [.. Enumerable.Range(0, requests).SelectMany(request => Query(random, (uint)request))];

    private static ListRow[] Query(Random random, uint request)
    {
        var query = Normals(random, QueryFeatures);
        var rows = Enumerable.Range(0, random.Next(8, 17)).Select(_ => Document(random, request, query)).ToArray();
        double[] weights = [.. rows.Select(row => Math.Exp(row.Features[QueryFeatures] / 2))];
        var (chosen, rest) = (0, random.NextDouble() * weights.Sum());
        while (chosen < rows.Length - 1 && (rest -= weights[chosen]) > 0)
            chosen++;
        var shown = rows[chosen];
        (shown.Chosen, shown.Propensity) = (true, (float)(weights[chosen] / weights.Sum()));
        shown.Label = shown.Relevance + (float)BanditWorld.Normal(random) / 2;
        shown.Click = random.NextDouble() < 1 / (1 + Math.Exp(2 - shown.Relevance)) ? 1 : 0;
        return rows;
    }

    private static ListRow Document(Random random, uint request, float[] query)
    {
        var document = Normals(random, DocumentFeatures);
        var utility = document[0] + 0.8 * document[1] * query[0] + 0.6 * Math.Abs(document[2]) - 0.5 * document[3] * document[4]
            + 0.5 * BanditWorld.Normal(random);
        var grade = utility switch { < 0 => 0, < 0.8 => 1, < 1.6 => 2, < 2.4 => 3, _ => 4 };
        return new() { Features = [.. query, .. document], Request = request, Relevance = grade, Outcome = grade, Random = random.NextSingle() };
    }

    private static float[] Normals(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)BanditWorld.Normal(random))];
}
