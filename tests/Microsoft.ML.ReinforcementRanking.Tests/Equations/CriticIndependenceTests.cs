using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning.Categorical;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>Tests that responses share no parameters, and that constraints without effect change nothing (docs/equations-tscac.md (E9)).</summary>
public sealed class CriticIndependenceTests
{
    [Fact]
    public void Step_BehaviorReferenceSplitInTwo_FollowsTheSingleObjectiveStepForStep()
    {
        // If the auxiliary policies equal the behavior policy, stage two is the single-objective actor-critic that stays close to the behavior policy.
        var alone = TrainMain(policy => [policy], [2]);
        var constrained = TrainMain(policy => [policy, policy], [1, 1]);

        constrained.Should().Equal(alone);
    }

    [Fact]
    public void Step_AuxiliaryThatDisagrees_LeadsElsewhere()
    {
        // This is the counterpart of the test above. It shows that the test would detect a difference.
        var alone = TrainMain(policy => [policy], [2]);
        var constrained = TrainMain(policy => [policy, Tabular.Policy([0.9, 0.1], [0.9, 0.1])], [1, 1]);

        constrained.Should().NotEqual(alone);
    }

    [Fact]
    public void Tscac_OtherResponseChanged_LeavesACriticAsItWasToTheLastBit()
    {
        var before = ResponseValues(share: row => row % 3);
        var after = ResponseValues(share: row => -row % 5);

        after.Select(values => values[0]).Should().Equal(before.Select(values => values[0]), "the main response, discount 0");
        after.Select(values => values[1]).Should().Equal(before.Select(values => values[1]), "the auxiliary that was left alone");
        after.Select(values => values[2]).Should().NotEqual(before.Select(values => values[2]), "the auxiliary that was changed");
    }

    /// <summary>Gets the values of the critics for logged rows. Without held-out sessions, every stage has the same number of steps.</summary>
    private static float[][] ResponseValues(Func<int, int> share)
    {
        var random = new Random(5);
        WorldRow[] rows = [.. Enumerable.Range(0, 600).Select(row => new WorldRow
        {
            Features = [random.NextSingle(), random.NextSingle()],
            Action = (uint)random.Next(4),
            Label = random.NextSingle(),
            Like = random.NextSingle(),
            Share = share(row),
            Propensity = 0.25f,
            GroupId = row / 3,
        })];
        var log = WorldRow.View(rows, 4);
        var model = new MLContext(1).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new("Like"), new("Share")],
            DiscountFactor = 0,
            PropensityColumnName = "Propensity",
            ValidationFraction = 0,
            NumberOfStageOneEpochs = 3,
            NumberOfStageTwoEpochs = 3,
        }).Fit(log);
        return [.. model.Transform(log).GetColumn<float[]>("ResponseValues")];
    }

    /// <summary>Gets the weights after 50 steps with discount 0.9, from the same start over the same batches.</summary>
    private static float[] TrainMain(Func<SoftmaxPolicy, SoftmaxPolicy[]> references, double[] strengths)
    {
        using var session = Tabular.OpenTorch(7);
        var log = Tabular.Log(2, 2, [new(0, 0, 1, 0), new(0, 1, 0, 2), new(1, 0, 0, 0), new(1, 1, 2, 2)]);
        var critic = new CriticEnsemble([Tabular.NewNetwork(2, 2)]);
        var behavior = Tabular.Policy([0.25, 0.75], [0.5, 0.5]);
        using var learner = new CategoricalCriticLearner(Tabular.Critic(log, new(7.5, 1), 0.9), critic, behavior,
            new ImprovedPolicy(references(behavior), strengths, critic), new CandidateSampler(log, CPU), null);
        Tabular.Train(learner, log, 50);
        return [.. critic.Members[0].CopyWeights().SelectMany(weights => weights)];
    }
}
