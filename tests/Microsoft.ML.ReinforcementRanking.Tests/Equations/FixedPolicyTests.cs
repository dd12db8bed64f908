using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests a fitted policy that is loaded into libtorch again, and its expected values.</summary>
public sealed class FixedPolicyTests
{
    private static readonly double[][] Reference = [[0.3, -0.2, 1], [0.5, 0.1, -1]];
    private static readonly double[][] ActionValues = [[1, 2, 4], [3, -1, 0]];

    [Fact]
    public void Probabilities_PolicyWithADial_AreTheModels()
    {
        using var session = Tabular.OpenTorch(1);
        var head = Head();
        using var policy = new FixedPolicy(head, CPU);

        var probabilities = Tabular.ToArray(policy.Probabilities(eye(2), CandidateSet.WholeCatalog));

        probabilities.Should().Equal([.. States.SelectMany(state => Probabilities(head, state))], Tabular.Within(1e-6));
    }

    [Fact]
    public void ExpectedValues_TwoStates_AreTheProbabilitiesTimesTheValues()
    {
        using var session = Tabular.OpenTorch(3);
        var head = Head();
        var evaluator = new CategoricalPolicyEvaluator(head);
        var expected = new float[1];
        for (var state = 0; state < 2; state++)
        {
            evaluator.Load(head.NewRow(States[state], action: 0));
            evaluator.ExpectedValues(expected);

            // The mean return is 7, and half of the table is above it.
            expected[0].Should()
                .BeApproximately((float)Probabilities(head, States[state]).Zip(ActionValues[state], (probability, value) => probability * (7 + value / 2))
                .Sum(), 1e-5f);
        }
    }

    [Fact]
    public void Probabilities_ScoresOfCandidates_AreTheirSoftmaxInEveryState()
    {
        using var session = Tabular.OpenTorch(4);
        float[] scores = [0.5f, -1, 2];
        using var policy = new FixedPolicy(scores, CPU);

        var probabilities = Tabular.ToArray(policy.Probabilities(eye(2), CandidateSet.WholeCatalog));

        double[] softmax = [.. scores.Select(score => Math.Exp(score) / scores.Sum(other => Math.Exp(other)))];
        probabilities.Should().Equal([.. softmax, .. softmax], Tabular.Within(1e-6));
    }

    [Fact]
    public void NextMeans_ProbabilitiesOfTheLog_AreThoseOfTheRowThatFollows()
    {
        using var session = Tabular.OpenTorch(5);
        var probabilities = new FeatureTableBuilder(3);
        probabilities.Add(new(3, [1, 0, 0]));
        probabilities.Add(new(3, [0, 0.25f, 0.75f]));
        var log = Tabular.Log(2, 3, [new(State: 0, Action: 0, Reward: 0, Next: 1), new(State: 1, Action: 1, Reward: 0)]);
        var batch = Tabular.Batch(log with { Data = log.Data with { ActionProbabilities = probabilities.ToTable() } });
        WeightedNetwork[] values = [new(Tabular.Network(ActionValues), 1)];
        var towers = new JointTowers(values, batch.NextStates(), CandidateSet.WholeCatalog);

        var means = new LoggedPolicy(3).NextMeans(batch, CandidateSet.WholeCatalog, towers, [], values);

        // The value of an action of probability 0 counts nothing.
        Tabular.ToArray(towers.MeanValues(means, values))[0].Should().BeApproximately(0.25 * ActionValues[1][1] + 0.75 * ActionValues[1][2], 1e-6);
    }

    private static float[][] States { get; } = [[1, 0], [0, 1]];

    private static double[] Probabilities(CategoricalPolicyHead head, float[] state)
        => [.. head.Probabilities(state).Select(probability => (double)probability)];

    /// <summary>
    /// Creates a policy of a reference, an improvement whose factor is divided by the constraint strength, and a critic that reads a third block.
    /// </summary>
    private static CategoricalPolicyHead Head() => new("Action",
        [
            new(Tabular.Network(Reference).ToBlocks(features: null)[0], 1, 0),
            new(Tabular.Network([[0, 1, 0], [1, 0, 0]]).ToBlocks(features: null)[0], 0, 3),
            new(Tabular.Network(ActionValues).ToBlocks(features: null)[0], 0, 0),
        ],
        [new(new("Label", 0.5, 7, 1, 1), [0, 0, 0.5f])], constraintStrength: 2);
}
