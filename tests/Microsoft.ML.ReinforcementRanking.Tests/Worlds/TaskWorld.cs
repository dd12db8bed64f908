namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Sessions of rows whose two labels follow a known law. A row's features are eight standard normal numbers, the session's flag and a tenth of the steps that
/// the session has left, the row's own included.
/// </summary>
/// <param name="law">P(Click) and P(Purchase) of a row's features. One uniform number decides both labels, so the less probable one implies the other.</param>
internal sealed class TaskWorld(Func<float[], (double Click, double Purchase)> law)
{
    public const int NumberOfNormals = 8;
    public const int Flag = NumberOfNormals;
    public const int Left = Flag + 1;

    /// <summary>Weights of a linear model of a task: one per feature and the constant.</summary>
    public const int LinearParameters = NumberOfNormals + 3;

    private double FlaggedShare { get; init; }

    private Func<Random, bool, int> Length { get; init; } = (_, _) => 1;

    /// <summary>
    /// Six sessions of ten have twelve steps, rare clicks and one taste; the others have the flag, four steps, clicks like the toss of a coin and another
    /// taste. A linear model cannot hold both tastes, so what it learns depends on how much each kind of session counts.
    /// </summary>
    public static TaskWorld ShortHardSessions() => new(x => x[Flag] == 0 ? Funnel(-4 + 1.5 * x[0], -0.5 + x[0]) : Funnel(1.5 * x[1], -0.5 + x[1]))
    {
        FlaggedShare = 0.4,
        Length = (_, isFlagged) => isFlagged ? 4 : 12,
    };

    /// <summary>
    /// Its null twin: one law, linear for each task, whatever the flag; lengths of 1 to 15, eight in the mean, are independent of everything.
    /// </summary>
    public static TaskWorld OneLinearLaw() => new(x => (Sigmoid(-1 + 1.5 * x[0]), Sigmoid(-2 + x[1])))
    {
        FlaggedShare = 0.4,
        Length = (random, _) => random.Next(1, 16),
    };

    /// <summary>Tasks that disagree: all that Click needs of a state is one number, all that Purchase needs is another, and the two are independent.</summary>
    public static TaskWorld Disagreement() => new(x => (Sigmoid(3 * x[0]), Sigmoid(3 * x[1])));

    /// <summary>Labels that no feature tells anything of.</summary>
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

    /// <summary>A purchase needs a click.</summary>
    private static (double Click, double Purchase) Funnel(double clickLogit, double conversionLogit)
        => (Sigmoid(clickLogit), Sigmoid(clickLogit) * Sigmoid(conversionLogit));
}
