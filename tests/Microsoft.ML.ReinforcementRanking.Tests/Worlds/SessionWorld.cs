using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Represents sessions over two states and two actions. The action changes the state, a session ends after each step with a fixed probability, and rewards
/// are normally distributed around a table. The values of every policy are known exactly: those of rows (a weighted mean response) and those of sessions
/// (a discounted return).
/// </summary>
internal sealed class SessionWorld
{
    public const double Discount = 0.8;
    public const double Noise = 0.5;

    private const double Continue = 0.6;

    private static readonly double[][] Reward = [[1, 0], [0.5, 3]];
    private static readonly double[][] ToSecondState = [[0.2, 0.8], [0.4, 0.9]];

    /// <summary>The policy of the log, by state and action.</summary>
    public static double[][] Behavior { get; } = [[0.6, 0.4], [0.5, 0.5]];

    /// <summary>The policy to evaluate.</summary>
    public static double[][] Target { get; } = [[0.4, 0.6], [0.25, 0.75]];

    /// <summary>Creates a log. The rows of a session are not adjacent.</summary>
    /// <param name="sessionCount">The number of sessions.</param>
    /// <param name="seed">The seed of all random numbers.</param>
    /// <param name="policy">The policy of the log, which is <see cref="Behavior"/> by default.</param>
    public static Row[] Log(int sessionCount, int seed, double[][]? policy = null)
    {
        policy ??= Behavior;
        var random = new Random(seed);
        var rows = new List<Row>();
        var alive = Enumerable.Range(0, sessionCount).Select(session => (Session: session, State: random.Next(2))).ToList();
        while (alive.Count > 0)
        {
            var next = new List<(int Session, int State)>();
            foreach (var (session, state) in alive)
            {
                var action = random.NextDouble() < policy[state][0] ? 0 : 1;
                rows.Add(NewRow(session, state, action, policy[state][action], Reward[state][action] + Noise * BanditWorld.Normal(random)));
                var second = random.NextDouble() < ToSecondState[state][action] ? 1 : 0;
                if (random.NextDouble() < Continue)
                    next.Add((session, second));
            }
            alive = next;
        }
        return [.. rows];
    }

    /// <summary>Computes q(s, a) of a policy, which is the expected discounted return from a step on.</summary>
    public static double[][] ActionValues(double[][] policy, double discount)
    {
        double[] values = [0, 0];
        double[][] Backup() => [.. Reward.Select((row, state) => row.Select((reward, action) =>
            reward + discount * Continue * (ToSecondState[state][action] * values[1] + (1 - ToSecondState[state][action]) * values[0])).ToArray())];
        for (var sweep = 0; sweep < 200; sweep++)
            values = [.. Backup().Select((row, state) => Expected(policy[state], row))];
        return Backup();
    }

    /// <summary>Computes the expected discounted return of a session under a policy. Both states are equally likely at the start.</summary>
    public static double SessionValue(double[][] policy) => ActionValues(policy, Discount).Select((row, state) => Expected(policy[state], row)).Average();

    /// <summary>
    /// Computes the expected response of a logged row if the policy had chosen the action. States have the frequencies of the behavior policy.
    /// </summary>
    public static double RowValue(double[][] policy)
    {
        double[] share = [0.5, 0.5], visits = [0, 0];
        for (var step = 0; step < 200; step++)
        {
            visits = [visits[0] + share[0], visits[1] + share[1]];
            var second = Continue * (share[0] * Expected(Behavior[0], ToSecondState[0]) + share[1] * Expected(Behavior[1], ToSecondState[1]));
            share = [Continue * (share[0] + share[1]) - second, second];
        }
        return visits.Select((count, state) => count * Expected(policy[state], Reward[state])).Sum() / visits.Sum();
    }

    /// <summary>Scores rows with a policy, which is <see cref="Target"/> by default, and adds its exact values.</summary>
    public static Row[] WithValues(Row[] rows, double discount, double[][]? policy = null)
    {
        policy ??= Target;
        var values = ActionValues(policy, discount);
        foreach (var row in rows)
        {
            row.Probability = policy[row.State][(int)row.Action];
            row.ActionValue = values[row.State][(int)row.Action];
            row.StateValue = Expected(policy[row.State], values[row.State]);
        }
        return rows;
    }

    private static Row NewRow(int session, int state, int action, double propensity, double reward) => new()
    {
        GroupId = session,
        State = state,
        Features = [1 - state, state],
        Action = (uint)action,
        Reward = reward,
        Probability = Target[state][action],
        Propensity = (float)propensity,
    };

    private static double Expected(double[] probabilities, double[] values) => probabilities[0] * values[0] + probabilities[1] * values[1];

    internal sealed class Row
    {
        public int GroupId { get; set; }

        public int State { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];

        /// <summary>The action, counted from 0, as keys in memory are.</summary>
        [KeyType(2)]
        public uint Action { get; set; }

        public double Reward { get; set; }

        public float Label => (float)Reward;

        public double Probability { get; set; }

        public float Propensity { get; set; }

        public double ActionValue { get; set; }

        public double StateValue { get; set; }
    }
}
