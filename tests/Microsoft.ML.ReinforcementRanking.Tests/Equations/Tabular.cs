using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Creates logs with states as one-hot vectors, and networks without hidden layers, which are tables. With them, learners can be compared with the numbers
/// of worked examples.
/// </summary>
internal static class Tabular
{
    /// <summary>
    /// Represents a row of a log over numbered states. <c>Next</c> is the index of a row, or -1 if the session ends. It can be an earlier row, for chains
    /// without end.
    /// </summary>
    internal readonly record struct Row(int State, int Action, float Reward, int Next = -1);

    /// <summary>Represents a row like <see cref="Row"/>, with a continuous action.</summary>
    internal readonly record struct ContinuousRow(int State, float Action, float Reward, int Next = -1);

    public static TorchSession OpenTorch(int seed) => TorchSession.Open(new MLContext(seed), seed);

    public static LogRows Log(int stateCount, int actionCount, IReadOnlyList<Row> rows, float[]? propensities = null) => new(
        new SessionDataset
        {
            RowCount = rows.Count,
            SessionCount = 1,
            SessionOfRow = new int[rows.Count],
            NextRow = [.. rows.Select(row => row.Next)],
            Features = OneHot(stateCount, rows.Select(row => row.State)),
            Responses = [[.. rows.Select(row => row.Reward)]],
            Actions = [.. rows.Select(row => row.Action)],
            ActionCount = actionCount,
            Propensities = propensities,
        },
        [.. Enumerable.Range(0, rows.Count)]);

    public static LogRows ContinuousLog(int stateCount, IReadOnlyList<ContinuousRow> rows)
    {
        var actions = new FeatureTableBuilder(1);
        foreach (var row in rows)
            actions.Add(new VBuffer<float>(1, [row.Action]));
        var data = new SessionDataset
        {
            RowCount = rows.Count,
            SessionCount = 1,
            SessionOfRow = new int[rows.Count],
            NextRow = [.. rows.Select(row => row.Next)],
            Features = OneHot(stateCount, rows.Select(row => row.State)),
            Responses = [[.. rows.Select(row => row.Reward)]],
            ActionVectors = actions.ToTable(),
        };
        return new(data, [.. Enumerable.Range(0, rows.Count)]);
    }

    /// <summary>Creates a log of one state, in which every action occurs as often as its count says.</summary>
    public static LogRows Bandit(float[]? propensities, params int[] counts)
    {
        int[] actions = [.. counts.SelectMany((count, action) => Enumerable.Repeat(action, count))];
        return Log(1, counts.Length, [.. actions.Select(action => new Row(0, action, action))], propensities is null ? null
            : [.. actions.Select(action => propensities[action])]);
    }

    public static TransitionBatch Batch(LogRows log) => new(log.Data, [.. log.Rows], CPU);

    public static TwoTowerNetwork NewNetwork(int stateCount, int actionCount)
        => new(new(stateCount, actionCount, [], stateCount, Dropout: 0, UseActionIdentity: true, MatchedVectors: 0), null);

    /// <summary>Creates the network with f(s, a) = <c>values[s][a]</c>. A state is embedded as itself, and an action as a column of the table.</summary>
    public static TwoTowerNetwork Network(params double[][] values)
    {
        var (stateCount, actionCount, width) = (values.Length, values[0].Length, values.Length + 1);
        var (matrix, actions) = (new float[width * stateCount], new float[actionCount * width]);
        for (var state = 0; state < stateCount; state++)
        {
            matrix[state * stateCount + state] = 1;
            for (var action = 0; action < actionCount; action++)
                actions[action * width + state] = (float)values[state][action];
        }
        var network = NewNetwork(stateCount, actionCount);
        // The order is that in which modules list their parameters: their own before those of their towers.
        network.LoadWeights(
            [.. network.AllParameters()
            .Select(parameter => parameter.dim() == 1 ? new float[width] : parameter.shape[0] == width && parameter.shape[1] == stateCount ? matrix
            : actions)]);
        return network;
    }

    /// <summary>Creates the policy with π(a|s) = <c>probabilities[s][a]</c>.</summary>
    public static NetworkPolicy Policy(params double[][] probabilities)
        => new(Network([.. probabilities.Select(row => row.Select(probability => Math.Log(probability)).ToArray())]));

    /// <summary>Creates the training of a critic of the log's response.</summary>
    public static CriticOptions Critic(LogRows log, ReturnScale scale, double discount, double targetUpdateRate = 0.2)
        => new(log, new("Reward", discount, 1, new(0, 1), scale), LearningRate: 0.02, WeightDecay: 0, targetUpdateRate, CPU);

    /// <summary>Creates a learner of the log's response with a uniform target policy.</summary>
    public static CategoricalCriticLearner UniformPolicyCritic(LogRows log, CriticEnsemble critic, ReturnScale scale, double discount,
        double targetUpdateRate = 0.2)
    {
        var uniform = new UniformPolicy(log.Data.ActionCount);
        return new(Critic(log, scale, discount, targetUpdateRate), critic, uniform, new ImprovedPolicy([uniform], [1e9], critic),
            new CandidateSampler(log, CPU), null);
    }

    /// <summary>Runs full-batch steps of the learner inside a dispose scope, as a stage does.</summary>
    public static void Train(Learner learner, LogRows log, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            learner.Step(Batch(log));
        }
        learner.SetTraining(false);
    }

    /// <summary>Runs plain gradient descent, with a learning rate for each parameter.</summary>
    public static void Minimize(Func<Tensor> loss, int steps, params (Tensor Parameter, double Rate)[] parameters)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var gradients = autograd.grad([loss()], [.. parameters.Select(parameter => parameter.Parameter)]);
            using var noGrad = no_grad();
            foreach (var ((parameter, rate), gradient) in parameters.Zip(gradients))
                parameter.sub_(gradient.Times(rate));
        }
    }

    public static double[] ToArray(Tensor values)
    {
        using var wide = values.detach().to_type(ScalarType.Float64).contiguous();
        return wide.data<double>().ToArray();
    }

    /// <summary>Gets a comparison for <c>Should().Equal(expected, Within(tolerance))</c>.</summary>
    public static Func<double, double, bool> Within(double tolerance) => (actual, expected) => Math.Abs(actual - expected) <= tolerance;

    private static BlockedFeatureTable OneHot(int stateCount, IEnumerable<int> states)
    {
        var builder = new FeatureTableBuilder(stateCount);
        foreach (var state in states)
            builder.Add(new VBuffer<float>(stateCount, 1, [1], [state]));
        return builder.ToTable();
    }
}
