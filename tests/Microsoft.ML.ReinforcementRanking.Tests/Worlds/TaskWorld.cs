namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Represents sessions of rows whose two labels follow a known law. The features of a row are eight standard normal numbers, the flag of the session, and
/// a tenth of the remaining steps of the session, including the row itself.
/// </summary>
/// <param name="law">
/// P(Click) and P(Purchase) by the features of a row. One uniform number determines both labels, so the less probable label implies the other.
/// </param>
internal sealed class TaskWorld(Func<float[], (double Click, double Purchase)> law)
{
    public const int NumberOfNormals = 8;
    public const int Flag = NumberOfNormals;
    public const int Left = Flag + 1;

    /// <summary>The number of parameters of a linear model of a task: one weight for each feature, and the constant.</summary>
    public const int LinearParameters = NumberOfNormals + 3;

    private double FlaggedShare { get; init; }

    private Func<Random, bool, int> Length { get; init; } = (_, _) => 1;

    /// <summary>
    /// Creates a world with hard short sessions. Six sessions of ten have twelve steps, rare clicks, and one law. The others have the flag, four steps,
    /// clicks with probability one half, and another law. A linear model cannot represent both laws, so what it learns depends on the weight of each kind
    /// of session.
    /// </summary>
    public static TaskWorld ShortHardSessions() => new(x => x[Flag] == 0 ? Funnel(-4 + 1.5 * x[0], -0.5 + x[0]) : Funnel(1.5 * x[1], -0.5 + x[1]))
    {
        FlaggedShare = 0.4,
        Length = (_, isFlagged) => isFlagged ? 4 : 12,
    };

    /// <summary>
    /// Creates the control of that world. One law, which is linear for each task, holds for all rows. Lengths from 1 to 15, with mean eight, are
    /// independent of everything else.
    /// </summary>
    public static TaskWorld OneLinearLaw() => new(x => (Sigmoid(-1 + 1.5 * x[0]), Sigmoid(-2 + x[1])))
    {
        FlaggedShare = 0.4,
        Length = (random, _) => random.Next(1, 16),
    };

    /// <summary>
    /// Creates a world in which tasks disagree. Click depends on one number of the state, Purchase depends on another, and the two are independent.
    /// </summary>
    public static TaskWorld Disagreement() => new(x => (Sigmoid(3 * x[0]), Sigmoid(3 * x[1])));

    /// <summary>Creates a world in which labels are independent of the features.</summary>
    public static TaskWorld CoinFlips() => new(_ => (0.5, 0.25)) { FlaggedShare = 0.5, Length = (random, _) => random.Next(1, 10) };

    public TaskRow[] Draw(int sessionCount, int seed)
    {
        var random = new Random(seed);
        List<TaskRow> rows = [];
        for (var session = 0; session < sessionCount; session++)
        {
            var isFlagged = random.NextDouble() < FlaggedShare;
            var length = Length(random, isFlagged);
            for (var left = length; left > 0; left--)
            {
                float[] features = [.. Enumerable.Range(0, NumberOfNormals).Select(_ => (float)BanditWorld.Normal(random)), isFlagged ? 1 : 0, left / 10f];
                var (click, purchase) = law(features);
                var luck = random.NextDouble();
                rows.Add(new()
                {
                    Features = features,
                    Click = luck < click,
                    Purchase = luck < purchase,
                    ClickLaw = click,
                    PurchaseLaw = purchase,
                    GroupId = session,
                    SessionShare = 1f / length,
                });
            }
        }
        return [.. rows];
    }

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    /// <summary>A purchase requires a click.</summary>
    private static (double Click, double Purchase) Funnel(double clickLogit, double conversionLogit)
        => (Sigmoid(clickLogit), Sigmoid(clickLogit) * Sigmoid(conversionLogit));
}
