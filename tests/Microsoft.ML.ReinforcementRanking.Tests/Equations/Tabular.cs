using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// States as one-hot vectors and networks without hidden layers: function approximation that is a table, so that learners meet the numbers of the worked
/// examples.
/// </summary>
internal static class Tabular
{
    /// <summary>
    /// A row of a log over numbered states. <c>Next</c> is a row's index, -1 where the session ends; it may lead back, for chains without end.
    /// </summary>
    internal readonly record struct Row(int State, int Action, float Reward, int Next = -1);

    /// <summary>As <see cref="Row"/>, with an action on a line.</summary>
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

    /// <summary>One state; every action as often as its count says.</summary>
    public static LogRows Bandit(float[]? propensities, params int[] counts)
    {
        int[] actions = [.. counts.SelectMany((count, action) => Enumerable.Repeat(action, count))];
        return Log(1, counts.Length, [.. actions.Select(action => new Row(0, action, action))], propensities is null ? null
            : [.. actions.Select(action => propensities[action])]);
    }

    public static TransitionBatch Batch(LogRows log) => new(log.Data, log.Rows, CPU);

    public static TwoTowerNetwork NewNetwork(int stateCount, int actionCount)
        => new(new(stateCount, actionCount, [], stateCount, Dropout: 0, UseActionIdentity: true, MatchedVectors: 0), null);

    /// <summary>The network whose f(s, a) is <c>values[s][a]</c>: states embed as themselves, actions as the table's columns.</summary>
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
        // In the order in which modules list them: own parameters before those of towers.
        network.LoadWeights(
            [.. network.parameters()
            .Select(parameter => parameter.dim() == 1 ? new float[width] : parameter.shape[0] == width && parameter.shape[1] == stateCount ? matrix
            : actions)]);
        return network;
    }

    /// <summary>The policy whose π(a|s) is <c>probabilities[s][a]</c>.</summary>
    public static NetworkPolicy Policy(params double[][] probabilities)
        => new(Network([.. probabilities.Select(row => row.Select(probability => Math.Log(probability)).ToArray())]));

    /// <summary>Training of a critic of the log's response.</summary>
    public static CriticOptions Critic(LogRows log, ReturnScale scale, double discount, double targetUpdateRate = 0.2)
        => new(log, new("Reward", discount, 1, new(0, 1), scale), LearningRate: 0.02, WeightDecay: 0, targetUpdateRate, CPU);

    /// <summary>A learner of the log's response whose target policy stays uniform.</summary>
    public static CategoricalCriticLearner UniformPolicyCritic(LogRows log, CriticEnsemble critic, ReturnScale scale, double discount,
        double targetUpdateRate = 0.2)
    {
        var uniform = new UniformPolicy(log.Data.ActionCount);
        return new(Critic(log, scale, discount, targetUpdateRate), critic, uniform, new ImprovedPolicy([uniform], [1e9], critic),
            new CandidateSampler(log, CPU), null);
    }

    /// <summary>Full-batch steps: the learner's own, inside a dispose scope as a stage opens it.</summary>
    public static void Train(Learner learner, LogRows log, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            learner.Step(Batch(log));
        }
        learner.SetTraining(false);
    }

    /// <summary>Plain gradient descent, each parameter at its own rate.</summary>
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

    /// <summary>For <c>Should().Equal(expected, Within(tolerance))</c>.</summary>
    public static Func<double, double, bool> Within(double tolerance) => (actual, expected) => Math.Abs(actual - expected) <= tolerance;

    private static BlockedFeatureTable OneHot(int stateCount, IEnumerable<int> states)
    {
        var builder = new FeatureTableBuilder(stateCount);
        foreach (var state in states)
            builder.Add(new VBuffer<float>(stateCount, 1, [1], [state]));
        return builder.ToTable();
    }
}
