using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;
using ShortVideo.Features;
using ShortVideo.Policies;

namespace ShortVideo.Evaluation;

/// <summary>
/// Evaluates policies off-policy with the columns of this sample. The bootstrap draws users, because the rows of a user depend on each other.
/// </summary>
internal sealed class Evaluator(MLContext ml, int seed)
{
    public static IReadOnlyList<string> Responses { get; } = [nameof(LogRow.WatchTime), nameof(LogRow.Click), nameof(LogRow.Like), nameof(LogRow.Interaction)];

    /// <param name="scored">Rows with <c>Probability</c>, <c>Propensity</c>, <c>Placebo</c>, and the responses.</param>
    public OffPolicyMetrics Evaluate(IDataView scored) => ml.Ranking.EvaluateOffPolicy(
        scored,
        [.. Responses],
        rowGroupColumnName: nameof(LogRow.UserId),
        options: new OffPolicyOptions { PlaceboColumnName = Placebo.ColumnName, Seed = seed });
}
