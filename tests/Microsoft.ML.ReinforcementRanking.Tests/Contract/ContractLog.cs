using Microsoft.ML.ReinforcementRanking.Tests.Worlds;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Creates a small log with something to learn, which is the same in every process: 60 sessions of five rows, six actions, and grades from 0 to 4 as the
/// label.
/// </summary>
internal static class ContractLog
{
    public const int FeatureCount = 4;
    public const int ActionCount = 6;
    public const int SessionCount = 60;
    public const int RowsPerSession = 5;
    public const int SeasonCount = 4;
    public const int TagCount = 3;

    public static ContractRow[] Rows { get; } = Draw(seed: 1);

    public static ContractRow[] OtherRows { get; } = Draw(seed: 2);

    public static IDataView View(this MLContext context) => context.View(Rows);

    public static IDataView View(this MLContext context, params IEnumerable<ContractRow> rows) => context.Data.LoadFromEnumerable(rows.ToArray());

    /// <summary>Gets a copy of the log, for tests that change rows.</summary>
    public static ContractRow[] Draw(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, SessionCount * RowsPerSession).Select(row => Draw(random, (uint)(row / RowsPerSession)))];
    }

    private static ContractRow Draw(Random random, uint session)
    {
        float[] features = [.. Enumerable.Range(0, FeatureCount).Select(_ => Normal(random))];
        var action = (uint)random.Next(ActionCount);
        float[] vector = [features[0] + Normal(random), 3 + 2 * Normal(random)];
        var fit = features[0] * (action % 2 == 0 ? 1 : -1) - (vector[0] - 1) * (vector[0] - 1) / 4;
        return new()
        {
            Features = features,
            Action = action,
            ActionFeatures = [action % 2, action / (float)ActionCount],
            ActionVector = vector,
            GroupId = session,
            GroupText = $"session {session}",
            GroupNumber = 1000 - session,
            Label = Math.Clamp(MathF.Round(2 + fit + Normal(random) / 2), 0, 4),
            Season = $"season {session % SeasonCount}",
            DenseSeason = [.. Enumerable.Range(0, SeasonCount).Select(season => session % SeasonCount == season ? 1f : 0f)],
            Tags = [.. Enumerable.Range(0, TagCount).Where(tag => features[tag] > 0.5f).Select(tag => (uint)tag + 1)],
            Click = features[1] + vector[1] / 3 + Normal(random) > 1,
        };
    }

    private static float Normal(Random random) => (float)BanditWorld.Normal(random);
}
