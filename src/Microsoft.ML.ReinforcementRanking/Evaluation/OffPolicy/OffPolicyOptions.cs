using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Options of <c>mlContext.Ranking.EvaluateOffPolicy</c>. All are checked before the log is read. All failures are reported in one message.
/// </summary>
public sealed class OffPolicyOptions
{
    /// <summary>The smallest number of replicates. With fewer, the tails of an interval are too uncertain.</summary>
    private const int FewestBootstrapSamples = 100;

    /// <summary>The largest weight c of capped estimators, at least 1. Infinity means no cap. The default is 10, the value of the papers.</summary>
    public double WeightCap { get; set; } = 10;

    /// <summary>
    /// The nominal probability that an interval contains the true value, above 0 and below 1. Without intervals, only the default is accepted. The default is
    /// 0.95.
    /// </summary>
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>
    /// The method by which intervals are made. Without intervals, only the default is accepted. The default is <see cref="OffPolicyInterval.Bootstrap"/>.
    /// </summary>
    public OffPolicyInterval Interval { get; set; } = OffPolicyInterval.Bootstrap;

    /// <summary>
    /// The number of replicates of either bootstrap of <see cref="Interval"/>, at least 100, or 0 for no intervals. With
    /// <see cref="OffPolicyInterval.EmpiricalBernstein"/>, only the default is accepted. The default is 1000.
    /// </summary>
    public int NumberOfBootstrapSamples { get; set; } = 1000;

    /// <summary>
    /// The seed of the bootstrap. If it is null, which is the default, the seed of the <see cref="MLContext"/> applies, or a random one where it has none.
    /// Without a bootstrap, only the default is accepted.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>
    /// The column (Single, Double or Boolean) of a prediction that was made from the state alone, without the row's action. An example is the prediction of
    /// a value function. The default is null, which means no placebo.
    /// </summary>
    public string? PlaceboColumnName { get; set; }

    /// <summary>
    /// The column (key, integer or text) of the clusters that the bootstrap resamples as wholes. An example is the user, where users have several sessions.
    /// If it is null, which is the default, the clusters are the sessions.
    /// </summary>
    public string? ClusterColumnName { get; set; }

    /// <summary>
    /// Whether the probability and propensity columns hold densities of a continuous action, which may exceed 1. If it is false, which is the default, a
    /// value above 1 is an error. The option has no effect on a log without such values.
    /// </summary>
    public bool AreDensities { get; set; }

    /// <summary>
    /// The discount γ of the return of a session, in [0, 1]. With a discount, <see cref="ResponseMetrics.SessionReturn"/> estimates the return too, and the
    /// rows of a session count in the order of the log. If it is null, which is the default, only immediate responses per row are estimated.
    /// </summary>
    public double? DiscountFactor { get; set; }

    /// <summary>
    /// The columns (Single, Double) of q(s, a), one per response. It is a model's value of the row's logged action, which is the expected response of the
    /// row. With a <see cref="DiscountFactor"/> it is the expected discounted sum of that response and all later ones under the scored policy. With a
    /// <see cref="RequestColumnName"/> it is the expected sum of that response and of those below it on the page, given the items above.
    /// <c>mlContext.Ranking.FitPolicyValues</c> adds these columns. The default is null, which means no estimators that need a model.
    /// </summary>
    public IReadOnlyList<string>? ActionValueColumnNames { get; set; }

    /// <summary>
    /// The columns (Single, Double) of v(s) = Σ_a π(a|s) q(s, a), one per response. It is the same model's expected value under the scored policy. The
    /// columns are given together with <see cref="ActionValueColumnNames"/>. The default is null.
    /// </summary>
    public IReadOnlyList<string>? StateValueColumnNames { get; set; }

    /// <summary>
    /// Whether the values were fitted on this log, as <c>mlContext.Ranking.FitPolicyValues</c> does. Intervals of the direct method then have the spread of
    /// the doubly robust estimate, which a mean of fitted values shares where the model can express the truth (Hahn, 1998). If it is false, the values are
    /// taken as given, and the intervals reflect the sampling of states alone. Without value columns or intervals, only the default is
    /// accepted. The default is true.
    /// </summary>
    public bool AreValuesFitted { get; set; } = true;

    /// <summary>
    /// The largest weight at which <see cref="ResponseMetrics.SwitchDoublyRobust"/> corrects the model, at least 0. Infinity corrects every row. Without value
    /// columns, or with a <see cref="DiscountFactor"/> or a <see cref="RequestColumnName"/>, there is no such estimate, and only the default is accepted. The
    /// default is 10.
    /// </summary>
    public double SwitchThreshold { get; set; } = 10;

    /// <summary>
    /// The caps at which <see cref="ResponseMetrics.CapSensitivity"/> repeats NCIS, at most 100 of them, each at least 1. An empty list means none. The default
    /// is 2, 5, 10, 20, 50.
    /// </summary>
    public IReadOnlyList<double> SensitivityWeightCaps { get; set; } = [2, 5, 10, 20, 50];

    /// <summary>
    /// The column (key, integer or text) of a discrete state, such as a user segment or a cluster, within which weights are normalized. Use it where
    /// propensities are only estimated. The default is null, which means no such estimators.
    /// </summary>
    public string? StateColumnName { get; set; }

    /// <summary>
    /// The column (vector of Single) of propensities that were estimated anew on half-samples of the log. It has a slot per half-sample, which is NaN for
    /// the rows outside of it. <c>mlContext.Ranking.EstimatePropensities</c> adds this column. Intervals then account for the variation of estimates with
    /// propensities that are estimated each time. If it is null, which is the default, intervals take propensities as known. They are then too wide for
    /// weighted estimates where the propensities were fitted until convergence, and too narrow where they were not. Without intervals, only the
    /// default is accepted.
    /// </summary>
    public string? PropensityHalfSamplesColumnName { get; set; }

    /// <summary>
    /// The column (key, integer or text) of the request that a row answers. The rows of a request are neighbors and form one page, and
    /// <see cref="ResponseMetrics.Page"/> estimates the value of a page, which is the sum of the responses of its rows. The probability and the propensity
    /// of a row are then those of its item given the items above it. Intervals keep sessions or clusters whole, and pages where neither is named. The
    /// default is null, which means no pages.
    /// </summary>
    public string? RequestColumnName { get; set; }

    /// <summary>
    /// The column (Single, Double or an integer) of a row's position on its page: whole numbers from the top, without gaps, from 0 or from 1. It is given
    /// together with <see cref="RequestColumnName"/>. The default is null.
    /// </summary>
    public string? PositionColumnName { get; set; }

    /// <summary>
    /// The column (Single, Double) of the scored policy's probability of the row's item at the row's position, whatever the items above it are. It is given
    /// together with <see cref="PositionPropensityColumnName"/>. The default is null, which means no independent estimators.
    /// </summary>
    public string? PositionProbabilityColumnName { get; set; }

    /// <summary>
    /// The column (Single, Double) of the logging policy's probability of the row's item at the row's position, whatever the items above it are. Sum it over
    /// all pages that the policy can make where these are few, or count it in pages that the policy draws. The default is null, which means no independent
    /// estimators.
    /// </summary>
    public string? PositionPropensityColumnName { get; set; }

    /// <summary>
    /// The folder for what the evaluation keeps of each session, cluster and row, which is for one evaluation or fit at a time. The metrics are the same, bit
    /// for bit, and the files are gone when the evaluation ends (docs/large-logs.md). A log with up to 1024 sessions needs no file. The default is null,
    /// which means memory.
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>
    /// The memory of the process that the evaluation may use, in megabytes of 1,048,576 bytes, at least 1. It needs <see cref="CacheDirectory"/>. Pages of
    /// files do not count, because the system takes them back when it needs them. An evaluation that needs more is refused while it reads the log. The
    /// default is null, which means that there is no bound.
    /// </summary>
    public int? MaximumMemory { get; set; }

    /// <summary>Whether a warning is an error with the same sentences and numbers. The default is false.</summary>
    public bool ThrowOnWarnings { get; set; }

    internal bool HasValues => ActionValueColumnNames is not null;

    internal bool HasPages => RequestColumnName is not null;

    /// <summary>Gets the discount within a session or within a page, whose value is a sum, or null where only responses of rows are estimated.</summary>
    internal double? ReturnDiscount => HasPages ? 1 : DiscountFactor;

    /// <summary>Returns a checked copy that later changes of the options do not affect. One error lists every failure.</summary>
    internal OffPolicyOptions CheckedCopy(IExceptionContext context, int responseCount, string? rowGroupColumnName)
    {
        var copy = (OffPolicyOptions)MemberwiseClone();
        copy.ActionValueColumnNames = ActionValueColumnNames?.ToArray();
        copy.StateValueColumnNames = StateValueColumnNames?.ToArray();
        copy.SensitivityWeightCaps = SensitivityWeightCaps?.ToArray()!;
        var failures = new OptionFailures();
        copy.Check(failures, responseCount);
        failures.RequireSessionsFor(DiscountFactor, nameof(DiscountFactor), rowGroupColumnName, nameof(rowGroupColumnName));
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
        failures.RequireAtMost(NumberOfBootstrapSamples, OptionFailures.LargestCount, nameof(NumberOfBootstrapSamples));
        failures.RequireNameOrNull(PlaceboColumnName, nameof(PlaceboColumnName));
        failures.RequireNameOrNull(ClusterColumnName, nameof(ClusterColumnName));
        failures.RequireNameOrNull(StateColumnName, nameof(StateColumnName));
        failures.RequireNameOrNull(PropensityHalfSamplesColumnName, nameof(PropensityHalfSamplesColumnName));
        failures.Require(DiscountFactor is null or (>= 0 and <= 1), nameof(DiscountFactor), DiscountFactor, "null, or at least 0 and at most 1");
        failures.Require(SwitchThreshold >= 0, nameof(SwitchThreshold), SwitchThreshold, "at least 0");
        failures.Require(SensitivityWeightCaps?.All(cap => cap >= 1) == true, nameof(SensitivityWeightCaps), List(SensitivityWeightCaps),
            "a list of caps of at least 1");
        failures.RequireShort(SensitivityWeightCaps, nameof(SensitivityWeightCaps));
        var rule = $"one column per response ({responseCount}), given together with the other value columns";
        bool AreValueColumns(IReadOnlyList<string>? names, IReadOnlyList<string>? others) =>
            names is null ? others is null : names.Count == responseCount && !names.Any(string.IsNullOrWhiteSpace);
        failures.Require(AreValueColumns(ActionValueColumnNames, StateValueColumnNames), nameof(ActionValueColumnNames), List(ActionValueColumnNames), rule);
        failures.Require(AreValueColumns(StateValueColumnNames, ActionValueColumnNames), nameof(StateValueColumnNames), List(StateValueColumnNames), rule);
        failures.RequireFolderFor(MaximumMemory, nameof(MaximumMemory), CacheDirectory, nameof(CacheDirectory));
        CheckPages(failures);
        CheckUnused(failures);
    }

    private void CheckPages(OptionFailures failures)
    {
        failures.RequireNameOrNull(RequestColumnName, nameof(RequestColumnName));
        if (HasPages)
            failures.RequireName(PositionColumnName, nameof(PositionColumnName));
        bool IsOneOfTwo(string? name, string? other) => name is null ? other is null : !string.IsNullOrWhiteSpace(name);
        failures.Require(IsOneOfTwo(PositionProbabilityColumnName, PositionPropensityColumnName), nameof(PositionProbabilityColumnName),
            PositionProbabilityColumnName, "null, or a column name that is given together with " + nameof(PositionPropensityColumnName));
        failures.Require(IsOneOfTwo(PositionPropensityColumnName, PositionProbabilityColumnName), nameof(PositionPropensityColumnName),
            PositionPropensityColumnName, "null, or a column name that is given together with " + nameof(PositionProbabilityColumnName));
        failures.RequireDefaults(this, !HasPages, "without a RequestColumnName, since there are no pages",
            nameof(PositionColumnName), nameof(PositionProbabilityColumnName), nameof(PositionPropensityColumnName));
        failures.RequireDefaults(this, HasPages, "with a RequestColumnName, whose returns are those of pages", nameof(DiscountFactor), nameof(StateColumnName));
        failures.RequireDefaults(this, PositionPropensityColumnName is not null, "with a PositionPropensityColumnName, which has no half-samples",
            nameof(PropensityHalfSamplesColumnName));
    }

    private void CheckUnused(OptionFailures failures)
    {
        var isBernstein = Interval == OffPolicyInterval.EmpiricalBernstein;
        var hasNoIntervals = NumberOfBootstrapSamples == 0 && !isBernstein;
        failures.RequireDefaults(
            this, !HasValues, "without ActionValueColumnNames and StateValueColumnNames", nameof(SwitchThreshold), nameof(AreValuesFitted));
        failures.RequireDefaults(
            this, HasValues && ReturnDiscount is not null, "with a DiscountFactor or a RequestColumnName, whose estimates do not switch",
            nameof(SwitchThreshold));
        failures.RequireDefaults(
            this, isBernstein, "with Interval EmpiricalBernstein, which draws no replicates", nameof(NumberOfBootstrapSamples), nameof(Seed));
        string[] ofIntervals = [nameof(Interval), nameof(ConfidenceLevel), nameof(Seed), nameof(PropensityHalfSamplesColumnName)];
        failures.RequireDefaults(this, hasNoIntervals, "with NumberOfBootstrapSamples 0, since there are no intervals",
            HasValues ? ofIntervals.Append(nameof(AreValuesFitted)) : ofIntervals);
    }

    private static string? List<T>(IReadOnlyList<T>? values) =>
        values is null ? null : $"[{string.Join(", ", values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))}]";
}
