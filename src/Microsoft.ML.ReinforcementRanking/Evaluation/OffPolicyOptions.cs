using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.EvaluateOffPolicy</c>. All are checked before the log is read; one message names every failure.</summary>
public sealed class OffPolicyOptions
{
    /// <summary>Below this many replicates the tails of an interval are guesswork.</summary>
    private const int FewestBootstrapSamples = 100;

    /// <summary>Cap c of the weights of <see cref="ResponseMetrics.CappedSelfNormalizedIps"/>; at least 1, infinity for none. Default 10, the papers' value.</summary>
    public double WeightCap { get; init; } = 10;

    /// <summary>Probability with which an interval is meant to hold the truth; between 0 and 1, both excluded. Default 0.95.</summary>
    public double ConfidenceLevel { get; init; } = 0.95;

    /// <summary>Bootstrap replicates, at least 100, or 0 for no intervals. Default 1000.</summary>
    public int NumberOfBootstrapSamples { get; init; } = 1000;

    /// <summary>Seed of the bootstrap. Default null: the MLContext's seed, and without that one a different one each time.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Column (Single, Double or Boolean) of a prediction that was made from the state alone, without the row's action,
    /// for example a value function's. Default null: no placebo.
    /// </summary>
    public string? PlaceboColumnName { get; init; }

    /// <summary>
    /// Column (key, integer or text) of the units that the bootstrap redraws, for example the user where users have several sessions.
    /// Default null: the session.
    /// </summary>
    public string? ResamplingColumnName { get; init; }

    /// <summary>
    /// Whether probability and propensity columns hold densities of a continuous action, which may exceed 1.
    /// Default false: a value above 1 is an error.
    /// </summary>
    public bool AreDensities { get; init; }

    internal void Check(IExceptionContext context)
    {
        List<string> failures = [];
        if (!(WeightCap >= 1))
        {
            failures.Add(Failure(nameof(WeightCap), "at least 1", WeightCap));
        }
        if (!(ConfidenceLevel is > 0 and < 1))
        {
            failures.Add(Failure(nameof(ConfidenceLevel), "between 0 and 1, both excluded", ConfidenceLevel));
        }
        if (NumberOfBootstrapSamples is not (0 or >= FewestBootstrapSamples))
        {
            failures.Add(Failure(nameof(NumberOfBootstrapSamples), $"0 (no intervals) or at least {FewestBootstrapSamples}", NumberOfBootstrapSamples));
        }
        if (PlaceboColumnName is { Length: 0 })
        {
            failures.Add(Failure(nameof(PlaceboColumnName), "null or a column's name", "''"));
        }
        if (ResamplingColumnName is { Length: 0 })
        {
            failures.Add(Failure(nameof(ResamplingColumnName), "null or a column's name", "''"));
        }
        if (failures.Count > 0)
        {
            throw context.ExceptUserArg("options", string.Join(" ", failures));
        }
    }

    private static string Failure(string option, string rule, object value) =>
        string.Create(CultureInfo.InvariantCulture, $"{nameof(OffPolicyOptions)}.{option} must be {rule}, but was {value}.");
}
