using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Evaluates logs of pages.</summary>
internal static class PageLog
{
    /// <summary>Evaluates pages with all columns of pages, and with the given other options.</summary>
    public static OffPolicyMetrics Evaluate(IEnumerable<PageWorld.Row> rows, OffPolicyOptions options, string? session = "GroupId")
        => ScoredLog.Context.Ranking.EvaluateOffPolicy(ScoredLog.View(rows), ["Reward"], rowGroupColumnName: session, options: WithColumns(options));

    /// <summary>Names all columns of pages in options. With half-samples there are no probabilities of positions.</summary>
    public static OffPolicyOptions WithColumns(OffPolicyOptions options)
    {
        options.RequestColumnName = "Request";
        options.PositionColumnName = "Position";
        if (options.PropensityHalfSamplesColumnName is null)
            (options.PositionProbabilityColumnName, options.PositionPropensityColumnName) = ("PositionProbability", "PositionPropensity");
        return options;
    }
}
