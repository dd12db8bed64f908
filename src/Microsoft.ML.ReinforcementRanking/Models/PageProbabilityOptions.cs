using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Models;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.AddPageProbabilities</c>. They are copied and checked on entry. All failures are reported in one message.</summary>
public sealed class PageProbabilityOptions
{
    /// <summary>
    /// The column (key, integer or text) of the request that a row answers. The rows of a request are neighbors and form one page. The default is
    /// <c>"Request"</c>.
    /// </summary>
    public string RequestColumnName { get; set; } = "Request";

    /// <summary>
    /// The column (Single, Double or an integer) of a row's position on its page, counted from the top. The default is <c>"Position"</c>.
    /// </summary>
    public string PositionColumnName { get; set; } = "Position";

    /// <summary>
    /// The column of the actions that could be placed on the page, a vector of the type of the action column. That of the row at the top counts. If it is null,
    /// which is the default, it is the column that the policy was fitted with, and the whole catalog if there was none.
    /// </summary>
    public string? EligibleActionColumnName { get; set; }

    /// <summary>
    /// The name of the new column of the probability of the row's action given the actions above it. The default is <c>"Probability"</c>.
    /// </summary>
    public string ProbabilityColumnName { get; set; } = "Probability";

    /// <summary>
    /// The name of the new column of the probability of the row's action at its position, whatever the actions above it are. Its standard error is in the
    /// column <c>{PositionProbabilityColumnName}.StandardError</c>, and is 0 for the first two positions. If it is null, which is the default, neither is
    /// added.
    /// </summary>
    public string? PositionProbabilityColumnName { get; set; }

    /// <summary>
    /// The number of pages that are drawn for each page of the log, at least 10,000, to estimate the probabilities at the third position and below. Without
    /// a <see cref="PositionProbabilityColumnName"/> none is drawn, and only the default is accepted. The default is 10,000.
    /// </summary>
    public int NumberOfDraws { get; set; } = PositionMarginals.FewestDraws;

    /// <summary>
    /// The seed of the pages that are drawn. Without a <see cref="PositionProbabilityColumnName"/> none is drawn, and only the default is accepted. If it is
    /// null, which is the default, it is the seed of the MLContext.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal PageProbabilityOptions CheckedCopy(IExceptionContext context)
    {
        var failures = new OptionFailures();
        failures.RequireName(RequestColumnName, nameof(RequestColumnName));
        failures.RequireName(PositionColumnName, nameof(PositionColumnName));
        failures.RequireNameOrNull(EligibleActionColumnName, nameof(EligibleActionColumnName));
        failures.RequireName(ProbabilityColumnName, nameof(ProbabilityColumnName));
        failures.RequireNameOrNull(PositionProbabilityColumnName, nameof(PositionProbabilityColumnName));
        failures.RequireDistinct(new[] { ProbabilityColumnName, PositionProbabilityColumnName }.OfType<string>(), nameof(PositionProbabilityColumnName));
        failures.RequireAtLeast(NumberOfDraws, PositionMarginals.FewestDraws, nameof(NumberOfDraws));
        failures.RequireDefaults(this, PositionProbabilityColumnName is null, "without a PositionProbabilityColumnName, since no page is drawn",
            nameof(NumberOfDraws), nameof(Seed));
        failures.ThrowIfAny(context);
        return (PageProbabilityOptions)MemberwiseClone();
    }
}
