using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>
/// Tests a world in which each task needs one number of the state, and towers read a representation of width one. A shared bottom can represent only one
/// of the two numbers. With gates, each task can select its own number.
/// </summary>
public sealed class TaskDisagreementWorldTests
{
    private const int Rows = 4000;
    private const int Seeds = 3;

    private static readonly SharedBottomBackbone SharedBottom = new() { BottomUnits = [24, 1], TowerUnits = [8] };

    public static TheoryData<MultiTaskBackbone> GatedBackbones =>
    [
        new MmoeBackbone { NumberOfExperts = 2, ExpertUnits = [8, 1], TowerUnits = [8] },
        new PleBackbone { NumberOfSharedExperts = 1, NumberOfTaskExperts = 1, ExpertUnits = [4, 1], TowerUnits = [8] },
    ];

    [Theory]
    [MemberData(nameof(GatedBackbones))]
    public void MultiTask_TasksThatDisagree_GatesBeatASharedBottomOfComparableSize(MultiTaskBackbone gated)
    {
        var heldOut = TaskWorld.Disagreement().Draw(Rows, seed: 999);

        double[] gains = [.. Enumerable.Range(1, Seeds).Select(seed => LogLoss(SharedBottom, seed, heldOut) - LogLoss(gated, seed, heldOut))];

        // The two numbers are independent. A bottom that represents one of them leaves the other task with the best constant, so its loss is ln 2 instead
        // of the entropy of its law. The mean over both tasks is half of that. A bottom that represents a part of both loses less, and a gated network is
        // not perfect, so half of the difference is required: 0.08. The loss of a row differs by about 0.3 between two models, so the standard error over
        // the held-out rows is 0.3 / √4000 = 0.005.
        var price = (Math.Log(2) - heldOut.Average(row => LawLosses.CrossEntropy(row.ClickLaw, row.ClickLaw))) / 2;
        gains.Average().Should().BeGreaterThan(price / 2);
        gains.Should().OnlyContain(gain => gain > 0);
    }

    [Theory]
    [MemberData(nameof(GatedBackbones))]
    public void GatedBackbone_BesideTheSharedBottom_HasNoMoreParameters(MultiTaskBackbone gated)
        => ParameterCount(gated).Should().BeLessThanOrEqualTo(ParameterCount(SharedBottom));

    private static int ParameterCount(MultiTaskBackbone backbone)
        => new TaskPlans(TaskWorld.LinearParameters - 1, [], EmbeddingDimension: 1).Tasks(backbone, [true, true]).WeightLengths.Sum();

    /// <summary>Computes the mean of both tasks.</summary>
    private static double LogLoss(MultiTaskBackbone backbone, int seed, TaskRow[] heldOut)
    {
        var model = new MLContext(seed).Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
        {
            Tasks = [.. TaskRow.Tasks.Select(task => new TaskColumn(task))],
            Backbone = backbone,
            LearningRate = 1e-2,
            BatchSize = 128,
            DropoutRate = 0,
            WeightDecay = 0,
        }).Fit(TaskRow.View(TaskWorld.Disagreement().Draw(Rows, seed)));
        return LawLosses.Of(heldOut, model).Average(task => task.LogLoss);
    }
}
