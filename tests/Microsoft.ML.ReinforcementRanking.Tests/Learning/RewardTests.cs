using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>Tests rewards, which batches and whole logs compute in two ways.</summary>
public sealed class RewardTests
{
    [Fact]
    public void Of_Factor_MultipliesTheResponse()
    {
        using var session = Tabular.OpenTorch(1);
        var (factor, log) = (2f, Tabular.Log(1, 1, [new(0, 0, 3), new(0, 0, -1), new(0, 0, 0.5f)]));
        // The factor changes while a critic trains, so each use reads it.
        var reward = new Reward([(0, () => factor), (0, () => 1)]);
        factor = 4;

        Tabular.ToArray(reward.Of(Tabular.Batch(log))).Should().Equal(15, -5, 2.5f);
        reward.Of(log.Data).ToArray().Should().Equal(15, -5, 2.5f);
    }

    [Fact]
    public void Of_ResponseToMinimize_HasTheOtherSign()
    {
        using var session = Tabular.OpenTorch(1);
        var log = Tabular.Log(1, 1, [new(0, 0, 3), new(0, 0, -1)]);

        new Reward(0, sign: -1).Of(log.Data).ToArray().Should().Equal(-3, 1);
    }
}
