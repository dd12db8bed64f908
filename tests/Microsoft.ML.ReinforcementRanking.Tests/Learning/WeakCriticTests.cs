using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests that every trainer with critics warns of a critic that explains nothing of the held-out sessions, for both kinds of action.</summary>
public sealed class WeakCriticTests
{
    [Theory]
    [InlineData(nameof(WorldRow.Action), false)]
    [InlineData(nameof(WorldRow.ActionVector), false)]
    [InlineData(nameof(WorldRow.Action), true)]
    [InlineData(nameof(WorldRow.ActionVector), true)]
    public void Fit_ResponseThatTurnsRoundInHeldOutSessions_Warns(string actionColumn, bool actorCritic)
        => Warnings(actionColumn, actorCritic, turned: true).Should()
            .ContainSingle(warning => warning.Contains("The critic of 'Label' explains nothing of the held-out sessions (R²", StringComparison.Ordinal));

    [Theory]
    [InlineData(nameof(WorldRow.Action), false)]
    [InlineData(nameof(WorldRow.ActionVector), false)]
    [InlineData(nameof(WorldRow.Action), true)]
    [InlineData(nameof(WorldRow.ActionVector), true)]
    public void Fit_ResponseThatStaysAsItWas_DoesNotWarn(string actionColumn, bool actorCritic)
        => Warnings(actionColumn, actorCritic, turned: false).Should().NotContain(warning => warning.Contains("explains nothing", StringComparison.Ordinal));

    private static List<string> Warnings(string actionColumn, bool actorCritic, bool turned)
    {
        List<string> warnings = [];
        var ml = new MLContext(1);
        ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                warnings.Add(message.Message);
        };
        var (training, heldOut) = (Log(seed: 1, turned: false), Log(seed: 2, turned));
        if (actorCritic)
        {
            ml.Ranking.Trainers.ActorCritic(new ActorCriticRankingTrainer.Options
            {
                ActionColumnName = actionColumn,
                DiscountFactor = 0,
                CriticLearningRate = 0.01,
                DropoutRate = 0,
                BatchSize = 32,
                NumberOfEpochs = 2,
            }).Fit(training, heldOut);
        }
        else
        {
            ml.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
            {
                ActionColumnName = actionColumn,
                DiscountFactor = 0,
                CriticLearningRate = 0.01,
                DropoutRate = 0,
                BatchSize = 32,
                NumberOfStageOneEpochs = 1,
                NumberOfStageTwoEpochs = 2,
            }).Fit(training, heldOut);
        }
        return warnings;
    }

    /// <summary>Creates rows whose response is a feature of the state, or 1 minus the feature.</summary>
    private static IDataView Log(int seed, bool turned)
    {
        var random = new Random(seed);
        WorldRow[] rows = [.. Enumerable.Range(0, 600).Select(row =>
        {
            var feature = random.NextSingle();
            return new WorldRow
            {
                Features = [feature, random.NextSingle()],
                Action = (uint)random.Next(3),
                ActionVector = [random.NextSingle()],
                Label = turned ? 1 - feature : feature,
                GroupId = row / 2,
            };
        })];
        return WorldRow.View(rows, 3);
    }
}
