using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Evaluates logs of pages.</summary>
internal static class PageLog
{
    /// <summary>Evaluates pages with all columns of pages, and with the given other options.</summary>
    public static OffPolicyMetrics Evaluate(IEnumerable<PageWorld.Row> rows, OffPolicyOptions options, string? session = "GroupId")
    {
        options.RequestColumnName = "Request";
        options.PositionColumnName = "Position";
        if (options.PropensityHalfSamplesColumnName is null)
            (options.PositionProbabilityColumnName, options.PositionPropensityColumnName) = ("PositionProbability", "PositionPropensity");
        return ScoredLog.Context.Ranking.EvaluateOffPolicy(ScoredLog.View(rows), ["Reward"], rowGroupColumnName: session, options: options);
    }
}
