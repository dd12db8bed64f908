using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Represents a world with six actions, four of which can be chosen in each state. A state is a taste, which the features tell, and what is banned, which they
/// do not tell: actions 0 and 1 in three quarters of the states of each taste, and actions 2 and 3 in the others. The log chooses uniformly among the four.
/// </summary>
internal static class EligibleWorld
{
    private const int Tastes = 2, StatesPerTaste = 4;

    private static readonly double[][] Main = [[1, 0.8, 0.2, 0.5, 0, 0.4], [0, 0.3, 1, 0.6, 0.8, 0.1]];
    private static readonly double[][] Auxiliary = [[0, 0.7, 0.1, 0.3, 1, 0.5], [0.9, 0.2, 0.1, 0.6, 0.8, 0]];

    public static BanditWorld States { get; } = new(PerState(state => Main[Taste(state)]), PerState(state => Auxiliary[Taste(state)]))
    {
        Behavior = PerState(state => Enumerable.Range(0, Main[0].Length).Select(action => IsEligible(state, action) ? 0.25 : 0).ToArray()),
    };

    /// <summary>
    /// Computes the variance of a logit around the closed form, as <see cref="BanditWorld.LogitVariance"/> does. The rows of one taste and action tell its
    /// expected response in every state, so the average of 1 / n is the number of pairs of taste and action over the number of rows.
    /// </summary>
    public static double LogitVariance(int rowCount)
        => States.LogitVariance(rowCount * States.StateCount / Tastes, strength: 1);

    /// <summary>Draws a log of all states, or of some of them alone.</summary>
    public static IDataView Log(int rowCount, int seed, params int[] states) => new MLContext(1).Data.LoadFromEnumerable(States.Rows(rowCount, seed)
        .Select(row => (State: Array.IndexOf(row.Features, 1), Row: row))
        .Where(row => states.Length == 0 || states.Contains(row.State))
        .Select(row => NewRow(row.State, (int)row.Row.Action, row.Row.Label, row.Row.Like, row.Row.GroupId)).ToArray());

    /// <summary>Creates a row for every state and action, eligible or not.</summary>
    public static IDataView Grid() => new MLContext(1).Data.LoadFromEnumerable(Enumerable.Range(0, States.StateCount)
        .SelectMany(state => Enumerable.Range(0, States.ActionCount).Select(action => NewRow(state, action, 0, 0, 0))).ToArray());

    /// <summary>Gets π(a|s) among the eligible actions of each state, and 0 for the others.</summary>
    public static double[][] Policy(NeuralRankingModelParameters model) => PerState(state =>
    {
        var eligible = Eligible(state);
        var probabilities = model.CategoricalPolicy!.ActionProbabilities(Features(state), eligible);
        return Enumerable.Range(0, States.ActionCount).Select(action => Array.IndexOf(eligible, Id(action)))
            .Select(index => index < 0 ? 0.0 : probabilities[index]).ToArray();
    });

    public static bool IsEligible(int state, int action) => action / 2 != (state % StatesPerTaste == 0 ? 1 : 0);

    private static Row NewRow(int state, int action, float label, float like, int session) => new()
    {
        Features = Features(state),
        Action = Id(action),
        EligibleActions = Eligible(state),
        Label = label,
        Like = like,
        Propensity = 0.25f,
        GroupId = session,
    };

    private static double[][] PerState(Func<int, double[]> valuesOf) => [.. Enumerable.Range(0, Tastes * StatesPerTaste).Select(valuesOf)];

    private static int Taste(int state) => state / StatesPerTaste;

    private static float[] Features(int state) => Taste(state) == 0 ? [1, 0] : [0, 1];

    private static string[] Eligible(int state) => [.. Enumerable.Range(0, Main[0].Length).Where(action => IsEligible(state, action)).Select(Id)];

    private static string Id(int action) => $"v{action}";

    internal sealed class Row
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public string Action { get; set; } = "";

        public string[] EligibleActions { get; set; } = [];

        public float Label { get; set; }

        public float Like { get; set; }

        public float Propensity { get; set; }

        public int GroupId { get; set; }
    }
}
