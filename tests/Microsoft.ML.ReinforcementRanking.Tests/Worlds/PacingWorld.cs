using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Represents a world in which the greedy policy is wrong. Sessions have at most <see cref="Horizon"/> steps. The action with the largest immediate
/// response ends the session, and the others continue it. The log chooses uniformly. The value is the true expected sum of the main response over a
/// session.
/// </summary>
internal sealed class PacingWorld
{
    public const int Horizon = 6;

    /// <summary>The actions: binge (and leave), pace, and dawdle.</summary>
    private static readonly double[] Responses = [1, 0.6, 0.3];

    private const int Binge = 0;
    private const double Noise = 0.2;

    public static IDataView Log(int sessionCount, int seed)
    {
        var random = new Random(seed);
        List<WorldRow> rows = [];
        for (var session = 0; session < sessionCount; session++)
        {
            for (var step = 0; step < Horizon; step++)
            {
                var action = random.Next(Responses.Length);
                rows.Add(new()
                {
                    Features = Features(step),
                    Action = (uint)action,
                    Label = (float)(Responses[action] + Noise * BanditWorld.Normal(random)),
                    Propensity = 1f / Responses.Length,
                    GroupId = session,
                });
                if (action == Binge)
                    break;
            }
        }
        return WorldRow.View(rows, Responses.Length);
    }

    /// <summary>Computes the exact expected sum of the main response over a session under the policy of a model, by backward induction.</summary>
    public static double Return(RankingPredictionTransformer<NeuralRankingModelParameters> transformer)
        => Return(step => BanditWorld.Probabilities(transformer.Model, Features(step)));

    public static double Return(Func<int, double[]> policy)
    {
        var value = 0.0;
        for (var step = Horizon - 1; step >= 0; step--)
            value = policy(step).Select((probability, action) => probability * (Responses[action] + (action == Binge ? 0 : value))).Sum();
        return value;
    }

    /// <summary>The largest possible return: pace until the last step, then binge.</summary>
    public static double BestReturn => Return(step => step == Horizon - 1 ? [1, 0, 0] : [0, 1, 0]);

    public static double ChanceReturn => Return(_ => [1 / 3.0, 1 / 3.0, 1 / 3.0]);

    private static float[] Features(int step)
    {
        var features = new float[Horizon];
        features[step] = 1;
        return features;
    }
}
