using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.EvaluateLists</c>. All are checked before the data are read. All failures are reported in one message.</summary>
public sealed class ListEvaluationOptions
{
    /// <summary>The smallest number of replicates. With fewer, the tails of an interval are too uncertain.</summary>
    private const int FewestBootstrapSamples = 100;

    /// <summary>The lengths k of the lists that are measured, at most 100 of them, each from 1 to 1,000,000. The default is 1, 5, 10.</summary>
    public IReadOnlyList<int> Cutoffs { get; set; } = [1, 5, 10];

    /// <summary>
    /// The column (key, integer or text) of the item of a row, for the coverage of the catalog. The default is null, which means no coverage.
    /// </summary>
    public string? ActionColumnName { get; set; }

    /// <summary>
    /// The number of items of the catalog, at least 1, or null for the number of different items in the data. Without an <see cref="ActionColumnName"/>, only
    /// the default is accepted. The default is null.
    /// </summary>
    public int? CatalogSize { get; set; }

    /// <summary>
    /// The column (vector of Single of known size) of the features of the item of a row, for the diversity of lists. The default is null, which means no
    /// diversity.
    /// </summary>
    public string? FeatureColumnName { get; set; }

    /// <summary>
    /// The column (key, integer or text) of the clusters that intervals keep whole, for example the user. If it is null, which is the default, the clusters are
    /// the requests.
    /// </summary>
    public string? ClusterColumnName { get; set; }

    /// <summary>
    /// The nominal probability that an interval contains the true value, above 0 and below 1. Without intervals, only the default is accepted. The default is
    /// 0.95.
    /// </summary>
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>The number of replicates of the bootstrap of the intervals, at least 100, or 0 for no intervals. The default is 1000.</summary>
    public int NumberOfBootstrapSamples { get; set; } = 1000;

    /// <summary>
    /// The seed of the bootstrap, and of the order of rows with equal scores. If it is null, which is the default, the seed of the <see cref="MLContext"/>
    /// applies, or a random one where it has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal ListEvaluationOptions CheckedCopy(IExceptionContext context)
    {
        var copy = (ListEvaluationOptions)MemberwiseClone();
        copy.Cutoffs = Cutoffs?.ToArray()!;
        var failures = new OptionFailures();
        failures.Require(copy.Cutoffs is { Count: > 0 } && copy.Cutoffs.All(cutoff => cutoff >= 1) && copy.Cutoffs.Distinct().Count() == copy.Cutoffs.Count,
            nameof(Cutoffs), copy.Cutoffs is null ? null : $"[{string.Join(", ", copy.Cutoffs)}]", "a list of different lengths of at least 1");
        failures.RequireShort(copy.Cutoffs, nameof(Cutoffs));
        failures.RequireAtMost(copy.Cutoffs?.DefaultIfEmpty().Max() ?? 0, OptionFailures.LargestCount, nameof(Cutoffs));
        failures.RequireNameOrNull(ActionColumnName, nameof(ActionColumnName));
        failures.RequireNameOrNull(FeatureColumnName, nameof(FeatureColumnName));
        failures.RequireNameOrNull(ClusterColumnName, nameof(ClusterColumnName));
        failures.Require(CatalogSize is null or >= 1, nameof(CatalogSize), CatalogSize, "null or at least 1");
        failures.Require(ConfidenceLevel is > 0 and < 1, nameof(ConfidenceLevel), ConfidenceLevel, "above 0 and below 1");
        failures.Require(NumberOfBootstrapSamples is 0 or >= FewestBootstrapSamples, nameof(NumberOfBootstrapSamples), NumberOfBootstrapSamples,
            $"0 (no intervals) or at least {FewestBootstrapSamples}");
        failures.RequireAtMost(NumberOfBootstrapSamples, OptionFailures.LargestCount, nameof(NumberOfBootstrapSamples));
        failures.RequireDefaults(this, ActionColumnName is null, "without an ActionColumnName", nameof(CatalogSize));
        failures.RequireDefaults(this, NumberOfBootstrapSamples == 0, "with NumberOfBootstrapSamples 0, since there are no intervals", nameof(ConfidenceLevel));
        failures.ThrowIfAny(context);
        return copy;
    }
}
