using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Samples;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests TSCAC on the short-video simulator by the true values of its policies in sessions with the users of the simulator.</summary>
public sealed class SimulatedSessionsTests
{
    private const int Sessions = 1000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Tscac_ConstraintStrength_TradesWatchTimeForInteractions(int seed)
    {
        var sessions = new SimulatedSessions(seed, new() { Users = 300, Videos = 150, SessionsPerUser = 5 });
        var model = Fit(sessions);

        var uniform = Rollout.Run(sessions.Environment, Sessions, (_, random) => random.Next(sessions.Environment.VideoCount));
        var loose = Run(sessions, model.WithConstraintStrength(0.2));
        var strict = Run(sessions, model.WithConstraintStrength(2));

        // Equal policies would differ by more than four standard errors once in 30,000 comparisons. The smallest of these four differences at seeds 1 to 5
        // was 12 standard errors.
        Rollout.PairedZ(loose.WatchSeconds, strict.WatchSeconds).Should().BeGreaterThan(4);
        Rollout.PairedZ(strict.Interactions, loose.Interactions).Should().BeGreaterThan(4);
        Rollout.PairedZ(loose.WatchSeconds, uniform.WatchSeconds).Should().BeGreaterThan(4);
        Rollout.PairedZ(strict.Interactions, uniform.Interactions).Should().BeGreaterThan(4);
    }

    private static RankingPredictionTransformer<NeuralRankingModelParameters> Fit(SimulatedSessions sessions)
        => new MLContext(seed: 1).Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
        {
            AuxiliaryResponses = [new("Interaction")],
            ActionFeatureColumnName = "ActionFeatures",
            UseActionIdentity = false,
            PropensityColumnName = "Propensity",
            StageOneTemperature = 0.5,
            BatchSize = 128,
            CriticLearningRate = 3e-3,
            NumberOfCritics = 1,
        }).Fit(sessions.Log);

    /// <summary>Gets the policy. States are users, so it is one distribution per user.</summary>
    private static Rollout Run(SimulatedSessions sessions, RankingPredictionTransformer<NeuralRankingModelParameters> policy)
    {
        float[][] choices = [.. sessions.Users.Select(features => policy.Model.CategoricalPolicy!.ActionProbabilities(features))];
        return Rollout.Run(sessions.Environment, Sessions, (state, random) => Draw(choices[state.UserId], random));
    }

    private static int Draw(float[] probabilities, Random random)
    {
        var left = random.NextDouble();
        var action = 0;
        while (action < probabilities.Length - 1 && (left -= probabilities[action]) >= 0)
            action++;
        return action;
    }
}
