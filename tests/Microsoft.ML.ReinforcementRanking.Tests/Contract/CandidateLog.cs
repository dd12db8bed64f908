using Microsoft.ML.ReinforcementRanking.Tests.Worlds;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Creates a small log with one row per candidate, in which there is something to learn: 30 sessions of four requests, each with three to six candidates.
/// </summary>
internal static class CandidateLog
{
    public const int FeatureCount = 3;
    public const int SessionCount = 30;
    public const int RequestsPerSession = 4;
    public const int RequestCount = SessionCount * RequestsPerSession;

    public static CandidateRow[] Rows { get; } = Draw(seed: 1);

    public static IDataView Candidates(this MLContext context, params CandidateRow[] rows)
        => context.Data.LoadFromEnumerable(rows.Length > 0 ? rows : Rows);

    /// <summary>Draws a log in which some rows of each request are chosen at random, each at its position.</summary>
    public static CandidateRow[] Draw(int seed, int chosen = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, RequestCount).SelectMany(request => Request(random, (uint)request, chosen))];
    }

    private static CandidateRow[] Request(Random random, uint request, int chosen)
    {
        var context = (float)BanditWorld.Normal(random);
        var rows = Enumerable.Range(0, random.Next(3, 7)).Select(_ => Candidate(random, request, context)).ToArray();
        int[] order = [.. Enumerable.Range(0, rows.Length)];
        random.Shuffle(order);
        for (var position = 0; position < chosen; position++)
            Choose(random, rows[order[position]], position, rows.Length);
        return rows;
    }

    private static CandidateRow Candidate(Random random, uint request, float context)
    {
        var quality = (float)BanditWorld.Normal(random);
        return new()
        {
            Features = [context, quality, context * quality],
            GroupId = request / RequestsPerSession,
            Request = request,
            RequestText = $"request {request}",
            Relevance = quality > 0.5 ? 2 : quality > -0.5 ? 1 : 0,
        };
    }

    private static void Choose(Random random, CandidateRow row, int position, int candidates)
    {
        row.Chosen = true;
        row.Position = position + 1;
        row.Label = Math.Max(0, 3 + row.Features[1] + ((float)BanditWorld.Normal(random) / 2));
        row.Click = row.Features[2] + BanditWorld.Normal(random) > 0 ? 1 : 0;
        row.Propensity = 1f / (candidates - position);
        row.Weight = 1;
    }
}
