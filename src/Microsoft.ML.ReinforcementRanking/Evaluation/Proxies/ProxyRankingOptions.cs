using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.RankProxies</c>. All are checked before the data are read. All failures are reported in one message.</summary>
public sealed class ProxyRankingOptions
{
    /// <summary>The smallest number of replicates. With fewer, the tails of an interval are too uncertain.</summary>
    private const int FewestBootstrapSamples = 100;

    /// <summary>How the values of a signal become one number per user. The default is <see cref="ProxyAggregation.Mean"/>.</summary>
    public ProxyAggregation Aggregation { get; set; } = ProxyAggregation.Mean;

    /// <summary>
    /// The nominal probability that all intervals together contain their true values, above 0 and below 1. Without intervals, only the default is accepted.
    /// The default is 0.95.
    /// </summary>
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>
    /// The number of replicates of the bootstrap over users, at least 100, or 0 for no intervals and no recommendation. The default is 1000.
    /// </summary>
    public int NumberOfBootstrapSamples { get; set; } = 1000;

    /// <summary>
    /// The seed of the bootstrap. If it is null, which is the default, the seed of the <see cref="MLContext"/> applies, or a random one where it has none.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal ProxyRankingOptions CheckedCopy(IExceptionContext context)
    {
        var copy = (ProxyRankingOptions)MemberwiseClone();
        var failures = new OptionFailures();
        failures.Require(Enum.IsDefined(Aggregation), nameof(Aggregation), Aggregation, "Mean or Sum");
        failures.Require(ConfidenceLevel is > 0 and < 1, nameof(ConfidenceLevel), ConfidenceLevel, "above 0 and below 1");
        failures.Require(NumberOfBootstrapSamples is 0 or >= FewestBootstrapSamples, nameof(NumberOfBootstrapSamples), NumberOfBootstrapSamples,
            $"0 (no intervals) or at least {FewestBootstrapSamples}");
        failures.RequireAtMost(NumberOfBootstrapSamples, OptionFailures.LargestCount, nameof(NumberOfBootstrapSamples));
        failures.RequireDefaults(this, NumberOfBootstrapSamples == 0, "with NumberOfBootstrapSamples 0, since there are no intervals", nameof(ConfidenceLevel));
        failures.ThrowIfAny(context);
        return copy;
    }
}
