using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Options of <c>mlContext.Ranking.EvaluateOffPolicy</c>. All are checked before the log is read; one message names every failure.</summary>
public sealed class OffPolicyOptions
{
    /// <summary>Below this many replicates the tails of an interval are guesswork.</summary>
    private const int FewestBootstrapSamples = 100;

    /// <summary>Largest weight c of capped estimators; at least 1, infinity for none. Default 10, the papers' value.</summary>
    public double WeightCap { get; set; } = 10;

    /// <summary>Probability with which an interval is meant to hold the truth; between 0 and 1, both excluded. Default 0.95.</summary>
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>How intervals are made. Default <see cref="OffPolicyInterval.Bootstrap"/>.</summary>
    public OffPolicyInterval Interval { get; set; } = OffPolicyInterval.Bootstrap;

    /// <summary>Replicates of either bootstrap of <see cref="Interval"/>, at least 100, or 0 for no intervals. Default 1000.</summary>
    public int NumberOfBootstrapSamples { get; set; } = 1000;

    /// <summary>Seed of the bootstrap. Default null: the MLContext's seed, and without that one a different one each time.</summary>
    public int? Seed { get; set; }

    /// <summary>
    /// Column (Single, Double or Boolean) of a prediction that was made from the state alone, without the row's action,
    /// for example a value function's. Default null: no placebo.
    /// </summary>
    public string? PlaceboColumnName { get; set; }

    /// <summary>
    /// Column (key, integer or text) of the clusters that the bootstrap resamples as wholes, for example the user where users have several sessions.
    /// Default null: the session.
    /// </summary>
    public string? ClusterColumnName { get; set; }

    /// <summary>
    /// Whether probability and propensity columns hold densities of a continuous action, which may exceed 1.
    /// Default false: a value above 1 is an error.
    /// </summary>
    public bool AreDensities { get; set; }

    /// <summary>
    /// Discount γ of the return of a session, in [0, 1]. Default null: immediate responses per row only. With a discount,
    /// <see cref="ResponseMetrics.SessionReturn"/> estimates the return too; the rows of a session count in the order of the log.
    /// </summary>
    public double? DiscountFactor { get; set; }

    /// <summary>
    /// Per response a column (Single, Double) of q(s, a), a model's value of the row's logged action: the expected response of the row, or with a
    /// <see cref="DiscountFactor"/> the expected discounted sum of it and all later ones under the scored policy. <c>mlContext.Ranking.FitPolicyValues</c>
    /// makes them. Default null: no estimators that need a model.
    /// </summary>
    public IReadOnlyList<string>? ActionValueColumnNames { get; set; }

    /// <summary>
    /// Per response a column (Single, Double) of v(s) = Σ_a π(a|s) q(s, a), the same model's expected value under the scored policy. Default null; given
    /// together with <see cref="ActionValueColumnNames"/>.
    /// </summary>
    public IReadOnlyList<string>? StateValueColumnNames { get; set; }

    /// <summary>
    /// Whether the values were fitted on this log, as <c>mlContext.Ranking.FitPolicyValues</c> does. Intervals of the direct method then have the spread of the
    /// doubly robust estimate, which a mean of fitted values shares where the model can express the truth (Hahn, 1998). False takes the values as given, and
    /// the intervals hold the sampling of states alone. Default true.
    /// </summary>
    public bool AreValuesFitted { get; set; } = true;

    /// <summary>Largest weight at which <see cref="ResponseMetrics.SwitchDoublyRobust"/> corrects the model; at least 0. Default 10.</summary>
    public double SwitchThreshold { get; set; } = 10;

    /// <summary>Caps at which <see cref="ResponseMetrics.CapSensitivity"/> repeats NCIS, each at least 1. Default 2, 5, 10, 20, 50; empty for none.</summary>
    public IReadOnlyList<double> SensitivityWeightCaps { get; set; } = [2, 5, 10, 20, 50];

    /// <summary>
    /// Column (key, integer or text) of a discrete state, such as a user segment or a cluster, within which weights are normalized: where propensities are only
    /// estimated. Default null: no such estimators.
    /// </summary>
    public string? StateColumnName { get; set; }

    /// <summary>
    /// Column (vector of Single) of propensities that were estimated anew on half-samples of the log: a slot per half-sample, NaN for the rows outside of it.
    /// <c>mlContext.Ranking.EstimatePropensities</c> makes it. Intervals are then as wide as estimates vary with propensities that are estimated each time.
    /// Default null: intervals take propensities as known, and are too wide for weighted estimates where they were fitted to the end, too narrow where they
    /// were not.
    /// </summary>
    public string? PropensityHalfSamplesColumnName { get; set; }

    /// <summary>Whether a warning is an error instead, with the same sentences and numbers. Default false.</summary>
    public bool ThrowOnWarnings { get; set; }

    internal bool HasValues => ActionValueColumnNames is not null;

    /// <summary>A copy that later changes do not reach, checked: one error lists every failure.</summary>
    internal OffPolicyOptions CheckedCopy(IExceptionContext context, int responseCount)
    {
        var copy = (OffPolicyOptions)MemberwiseClone();
        copy.ActionValueColumnNames = ActionValueColumnNames?.ToArray();
        copy.StateValueColumnNames = StateValueColumnNames?.ToArray();
        copy.SensitivityWeightCaps = SensitivityWeightCaps?.ToArray()!;
        var failures = new OptionFailures();
        copy.Check(failures, responseCount);
        failures.ThrowIfAny(context);
        return copy;
    }

    private void Check(OptionFailures failures, int responseCount)
    {
        failures.Require(WeightCap >= 1, nameof(WeightCap), WeightCap, "at least 1");
        failures.Require(ConfidenceLevel is > 0 and < 1, nameof(ConfidenceLevel), ConfidenceLevel, "above 0 and below 1");
        failures.Require(Enum.IsDefined(Interval), nameof(Interval), Interval, $"one of {string.Join(", ", Enum.GetNames<OffPolicyInterval>())}");
        failures.Require(NumberOfBootstrapSamples is 0 or >= FewestBootstrapSamples, nameof(NumberOfBootstrapSamples), NumberOfBootstrapSamples,
            $"0 (no intervals) or at least {FewestBootstrapSamples}");
        failures.RequireNameOrNull(PlaceboColumnName, nameof(PlaceboColumnName));
        failures.RequireNameOrNull(ClusterColumnName, nameof(ClusterColumnName));
        failures.RequireNameOrNull(StateColumnName, nameof(StateColumnName));
        failures.RequireNameOrNull(PropensityHalfSamplesColumnName, nameof(PropensityHalfSamplesColumnName));
        failures.Require(DiscountFactor is null or (>= 0 and <= 1), nameof(DiscountFactor), DiscountFactor, "null, or at least 0 and at most 1");
        failures.Require(SwitchThreshold >= 0, nameof(SwitchThreshold), SwitchThreshold, "at least 0");
        failures.Require(SensitivityWeightCaps?.All(cap => cap >= 1) == true, nameof(SensitivityWeightCaps), List(SensitivityWeightCaps),
            "a list of caps of at least 1");
        var rule = $"one column per response ({responseCount}), given together with the other value columns";
        bool AreValueColumns(IReadOnlyList<string>? names, IReadOnlyList<string>? others) =>
            names is null ? others is null : names.Count == responseCount && !names.Any(string.IsNullOrWhiteSpace);
        failures.Require(AreValueColumns(ActionValueColumnNames, StateValueColumnNames), nameof(ActionValueColumnNames), List(ActionValueColumnNames), rule);
        failures.Require(AreValueColumns(StateValueColumnNames, ActionValueColumnNames), nameof(StateValueColumnNames), List(StateValueColumnNames), rule);
    }

    private static string? List<T>(IReadOnlyList<T>? values) =>
        values is null ? null : $"[{string.Join(", ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))}]";
}
