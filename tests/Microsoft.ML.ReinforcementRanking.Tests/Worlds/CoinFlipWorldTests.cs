using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Tests that multi-task models rank new rows neither better nor worse than chance if the labels are independent of the features.</summary>
public sealed class CoinFlipWorldTests
{
    private const int Sessions = 400;
    private const int Seeds = 3;

    [Fact]
    public void MultiTask_CoinFlips_RanksFreshRowsByChance()
        => ShouldBeChance((context, log) => context.Ranking.Trainers.MultiTask(new MultiTaskRankingTrainer.Options
        {
            Tasks = [.. TaskRow.Tasks.Select(task => new TaskColumn(task))],
            NumberOfEpochs = 5,
        }).Fit(log));

    [Fact]
    public void Rmtl_CoinFlips_RanksFreshRowsByChance()
        => ShouldBeChance((context, log) => context.Ranking.Trainers.Rmtl(new RmtlRankingTrainer.Options
        {
            Tasks = [.. TaskRow.Tasks.Select(task => new TaskColumn(task))],
            NumberOfEpochs = 5,
            NumberOfCriticEpochs = 5,
            NumberOfFineTuningEpochs = 5,
        }).Fit(log));

    private static void ShouldBeChance(Func<MLContext, IDataView, ITransformer> fit)
    {
        var metrics = Enumerable.Range(1, Seeds).Select(seed =>
        {
            var context = new MLContext(seed);
            var model = fit(context, TaskRow.View(TaskWorld.CoinFlips().Draw(Sessions, seed)));
            return context.Ranking.EvaluateTasks(model.Transform(TaskRow.View(TaskWorld.CoinFlips().Draw(5 * Sessions, seed + 1000))), TaskRow.Tasks);
        }).ToArray();

        foreach (var (index, task) in TaskRow.Tasks.Index())
        {
            var fits = metrics.Select(metric => metric.Tasks[index]).ToArray();
            // The labels of new rows are independent of the scores. The Mann-Whitney statistic has mean 1/2 and variance (n + 1) / (12 n₊ n₋). Fits are
            // independent.
            var standardError = Math.Sqrt(fits.Sum(fit => (fit.RowCount + 1.0) / (12.0 * fit.PositiveCount * (fit.RowCount - fit.PositiveCount)))) / Seeds;
            fits.Average(fit => fit.AreaUnderRocCurve).Should().BeApproximately(0.5, 3 * standardError, task);
            standardError.Should().BeLessThan(0.005, "else nothing could be seen");
        }
    }
}
