using Feed.Learning;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Feed.Evaluation;

/// <summary>Estimates from a log of pages what a policy would earn.</summary>
internal static class PageEvaluation
{
    /// <param name="ml">The context.</param>
    /// <param name="model">The pipeline, over a catalog that has every video of the log.</param>
    /// <param name="log">The log, which the policy was not trained on.</param>
    public static OffPolicyMetrics Of(MLContext ml, ITransformer model, FeedLog log) => ml.Ranking.EvaluateOffPolicy(
        model.Transform(log.Rows),
        [nameof(PageRow.WatchTime), nameof(PageRow.Interaction)],
        rowGroupColumnName: nameof(PageRow.Session),
        options: new() { RequestColumnName = nameof(PageRow.Request), PositionColumnName = nameof(PageRow.Position), Seed = 1 });
}
