using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>When the weights of a log make its estimates doubtful, in sentences with numbers and a remedy.</summary>
internal static class OffPolicyWarnings
{
    private const double SmallestEffectiveShare = 0.05;
    private const double LargestShareAtCap = 0.2;
    private const double SmallestMeanCappedWeight = 0.95;
    private const double LargestPlaceboLift = 0.02;
    private const int FewestUnits = 30;

    /// <summary>A mean weight this near to 1 is no concern, however certain it is.</summary>
    private const double MeanWeightTolerance = 0.01;

    /// <summary>A correct log exceeds this many standard errors about once in 400 evaluations.</summary>
    private const double MeanWeightStandardErrors = 3;

    /// <summary>The warnings for a log with at least one positive weight.</summary>
    public static IEnumerable<string> Of(OffPolicySamples samples, ResponseMetrics[] responses, ResponseMetrics? placebo, OffPolicyOptions options)
    {
        var rows = samples.Rows;
        IEnumerable<string?> warnings =
        [
            MeanWeight(rows), EffectiveSampleSize(rows), AtCap(rows), MeanCappedWeight(rows), Placebo(placebo),
            options.Interval != OffPolicyInterval.EmpiricalBernstein ? Units(rows) : null,
            samples.Sessions is { } sessions ? EffectiveSessionCount(sessions) : null,
            .. responses.Select(Model),
        ];
        return warnings.OfType<string>();
    }

    /// <summary>
    /// The expected weight under the logging policy is the mass that the policy gives to actions with a positive propensity,
    /// so what lacks to 1 is mass on actions that the log could not show; more than 1 is impossible with true propensities.
    /// </summary>
    private static string? MeanWeight(ImportanceSample sample)
    {
        var deviation = sample.MeanWeight - 1;
        if (Math.Abs(deviation) < Math.Max(MeanWeightTolerance, MeanWeightStandardErrors * sample.MeanWeightStandardError()))
        {
            return null;
        }
        return deviation < 0
            ? Text($"Support is missing: the mean weight is {sample.MeanWeight:0.###}, where 1 is expected, so about {-deviation:P0} of the policy's probability lies on actions that this log does not show (or propensities are too large). Restrict the policy to logged actions, or log more exploration.")
            : Text($"The mean weight is {sample.MeanWeight:0.###}, where at most 1 is expected: the propensities are too small for this log, or the probabilities do not sum to 1 over the actions. Check how both columns were made.");
    }

    private static string? EffectiveSampleSize(ImportanceSample sample)
    {
        var share = sample.EffectiveSampleSize / sample.RowCount;
        return share >= SmallestEffectiveShare
            ? null
            : Text($"The effective sample size is {sample.EffectiveSampleSize:0.#} of {sample.RowCount} rows ({share:P1}, below {SmallestEffectiveShare:P0}): few rows decide the estimates. Evaluate a policy nearer to the logged one, or on more rows.");
    }

    private static string? AtCap(ImportanceSample sample)
    {
        var share = (double)sample.RowsAtCap / sample.RowCount;
        return share <= LargestShareAtCap
            ? null
            : Text($"{share:P1} of the weights reach the cap (above {LargestShareAtCap:P0}): the capped estimate is biased toward the logged mean. Raise WeightCap, or evaluate a policy nearer to the logged one.");
    }

    private static string? MeanCappedWeight(ImportanceSample sample) => sample.MeanCappedWeight >= SmallestMeanCappedWeight
        ? null
        : Text($"The mean capped weight is {sample.MeanCappedWeight:0.###} (below {SmallestMeanCappedWeight}): the estimates then re-weight states as well as actions. Look at a placebo, raise WeightCap, or evaluate a policy nearer to the logged one.");

    private static string? Placebo(ResponseMetrics? placebo) => placebo is null || !(Math.Abs(placebo.CappedSelfNormalizedIps.Lift) > LargestPlaceboLift)
        ? null
        : Text($"The placebo '{placebo.Name}' has a lift of {placebo.CappedSelfNormalizedIps.Lift:+0.0 %;-0.0 %} (beyond {LargestPlaceboLift:P0} either way), though no action can change it: lifts of the responses are off by about as much.");

    private static string? Units(ImportanceSample sample) => sample.UnitCount >= FewestUnits
        ? null
        : Text($"The bootstrap has {sample.UnitCount} units to draw from (fewer than {FewestUnits}): its intervals are too narrow. Evaluate on more sessions.");

    private static string? EffectiveSessionCount(SessionSample sample)
    {
        var share = sample.EffectiveSessionCount / sample.SessionCount;
        return share >= SmallestEffectiveShare
            ? null
            : Text($"The effective sample size of whole sessions is {sample.EffectiveSessionCount:0.#} of {sample.SessionCount} sessions ({share:P1}, below {SmallestEffectiveShare:P0}), the largest product of weights {sample.MaximumWeight:0.###}: few sessions decide the estimates of returns. Evaluate a policy nearer to the logged one, shorter sessions, or more of them.");
    }

    /// <summary>Where weights are right, the correction of the doubly robust estimator is the model's error.</summary>
    private static string? Model(ResponseMetrics response)
    {
        var (model, corrected) = response.SessionReturn is { } sessions ? (sessions.DirectMethod, sessions.DoublyRobust) : (response.DirectMethod, response.DoublyRobust);
        return model is null || corrected is null || !(model.Value < corrected.LowerBound || model.Value > corrected.UpperBound)
            ? null
            : Text($"The model of '{response.Name}' is off: the direct method gives {model.Value:G4}, outside the doubly robust interval {corrected.LowerBound:G4} to {corrected.UpperBound:G4}. Do not rely on the direct method; fit the values on more sessions or with better features.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
