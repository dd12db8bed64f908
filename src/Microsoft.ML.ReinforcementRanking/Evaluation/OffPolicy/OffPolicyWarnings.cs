using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Creates the warnings for logs whose weights make the estimates unreliable. Each is a sentence with numbers and a remedy.</summary>
internal static class OffPolicyWarnings
{
    private const double SmallestEffectiveShare = 0.05;
    private const double LargestShareOfUnseen = 0.05;
    private const double LargestShareOfOneWeight = 0.2;

    /// <summary>The smallest ratio of one weight to its fair share that causes a warning.</summary>
    private const double FairSharesOfOneWeight = 10;
    private const double LargestShareAtCap = 0.2;
    private const double SmallestMeanCappedWeight = 0.95;
    private const double LargestPlaceboLift = 0.02;
    private const int FewestUnits = 30;

    /// <summary>The largest difference of the mean weight from 1 that never causes a warning.</summary>
    private const double MeanWeightTolerance = 0.01;

    /// <summary>The number of standard errors that a correct log exceeds about once in 400 evaluations.</summary>
    private const double MeanWeightStandardErrors = 3;

    /// <summary>Returns the warnings for a log with at least one positive weight.</summary>
    public static IEnumerable<string> Of(LogSample log, ResponseMetrics[] responses, ResponseMetrics? placebo, OffPolicyOptions options)
    {
        var rows = log.Weights;
        IEnumerable<string?> warnings =
        [
            MeanWeight(rows), UnseenActions(log), EffectiveSampleSize(rows), UncappedWeights(rows), AtCap(rows), MeanCappedWeight(rows), Placebo(placebo),
            options.Interval != OffPolicyInterval.EmpiricalBernstein ? Units(rows) : null,
            options.DiscountFactor is null ? null : EffectiveSessionCount(log.SessionWeights),
            options.HasPages ? EffectivePageCount(log.SessionWeights) : null,
            options.PositionPropensityColumnName is null ? null : PositionWeights(log.PositionWeights),
            .. responses.Select(Model),
        ];
        return warnings.OfType<string>();
    }

    /// <summary>
    /// Warns of a mean weight that is too far from 1. The expected weight under the logging policy is the probability that the policy gives to actions with
    /// a positive propensity. A mean below 1 shows probability on actions that the log could not show. A mean above 1 is impossible with true propensities.
    /// </summary>
    private static string? MeanWeight(UnitWeightStatistics weights)
    {
        if (IsMeanOne(weights))
            return null;
        var deviation = weights.Mean - 1;
        return deviation < 0
            ? string.Create(CultureInfo.InvariantCulture, $"Support is missing: the mean weight is {weights.Mean:0.###}, where 1 is expected, so about "
                + $"{-deviation:P0} of the policy's probability lies on actions that this log does not show (or propensities are too large). Restrict the "
                + $"policy to logged actions, or log more exploration.")
            : string.Create(CultureInfo.InvariantCulture, $"The mean weight is {weights.Mean:0.###}, where at most 1 is expected: the propensities are too "
                + $"small for this log, or the probabilities do not sum to 1 over the actions. Check how both columns were made.");
    }

    private static bool IsMeanOne(UnitWeightStatistics weights) =>
        Math.Abs(weights.Mean - 1) < Math.Max(MeanWeightTolerance, MeanWeightStandardErrors * weights.MeanStandardError());

    private static string? EffectiveSampleSize(WeightStatistics weights)
    {
        var share = weights.EffectiveSizeCapped / weights.Count;
        return share >= SmallestEffectiveShare
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The effective sample size of the capped weights is {weights.EffectiveSizeCapped:0.#} of "
                + $"{weights.Count} rows ({share:P1}, below {SmallestEffectiveShare:P0}): few rows decide the estimates. Evaluate a policy nearer to the "
                + $"logged one, or on more rows.");
    }

    private static string? UnseenActions(LogSample log)
    {
        var share = (double)log.UnseenCount / log.Weights.Count;
        return share <= LargestShareOfUnseen
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The policy has never seen the actions of {log.UnseenCount} of {log.Weights.Count} rows "
                + $"({share:P1}, above {LargestShareOfUnseen:P0}). These rows have weight 0, so the log shows less of what the policy does, and the policy "
                + $"never chooses these actions. Fit the policy on a log that has them, or map actions with the key mapping that training used.");
    }

    /// <summary>Warns of estimates without a cap that depend on few rows, even where the capped weights are normal.</summary>
    private static string? UncappedWeights(WeightStatistics weights)
    {
        var share = weights.EffectiveSize / weights.Count;
        var isDominated = weights.LargestShare > Math.Max(LargestShareOfOneWeight, FairSharesOfOneWeight / weights.Count);
        return share >= SmallestEffectiveShare && !isDominated
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"Estimates with uncapped weights, such as IPS and SNIPS, rest on few rows: the effective sample "
                + $"size of the uncapped weights is {weights.EffectiveSize:0.#} of {weights.Count} rows, and the row with the largest weight "
                + $"({weights.Maximum:0.##}) has {weights.LargestShare:P1} of all weight. Do not rely on them: use the capped estimates, check the "
                + $"propensity of that row, or evaluate a policy nearer to the logged one.");
    }

    private static string? AtCap(WeightStatistics weights)
    {
        var share = (double)weights.CountAtCap / weights.Count;
        return share <= LargestShareAtCap
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{share:P1} of the weights reach the cap (above {LargestShareAtCap:P0}): the capped estimate is "
                + $"biased toward the logged mean. Raise WeightCap, or evaluate a policy nearer to the logged one.");
    }

    private static string? MeanCappedWeight(WeightStatistics weights) => weights.MeanCapped >= SmallestMeanCappedWeight
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The mean capped weight is {weights.MeanCapped:0.###} (below {SmallestMeanCappedWeight}): the "
            + $"estimates then re-weight states as well as actions. Raise WeightCap, evaluate a policy nearer to the logged one, or measure the bias: name a "
            + $"column that no action can change as OffPolicyOptions.PlaceboColumnName, and see how far its lift is from 0.");

    private static string? Placebo(ResponseMetrics? placebo)
    {
        if (placebo?.Estimates[EstimatorList.Capped.Name].Lift is not { } lift || !(Math.Abs(lift) > LargestPlaceboLift))
            return null;
        return string.Create(CultureInfo.InvariantCulture, $"The placebo '{placebo.Name}' has a lift of {lift:+0.0 %;-0.0 %} (beyond "
            + $"{LargestPlaceboLift:P0} either way), though no action can change it: lifts of the responses are off by about as much.");
    }

    private static string? Units(UnitWeightStatistics weights) => weights.UnitCount >= FewestUnits
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The bootstrap has {weights.UnitCount} {(weights.UnitCount == 1 ? "unit" : "units")} to draw from "
            + $"(fewer than {FewestUnits}): its intervals are too narrow. Evaluate on more sessions.");

    private static string? EffectiveSessionCount(WeightStatistics weights)
    {
        var share = weights.EffectiveSizeCapped / weights.Count;
        return share >= SmallestEffectiveShare
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The effective sample size of whole sessions is {weights.EffectiveSizeCapped:0.#} of "
                + $"{weights.Count} sessions ({share:P1}, below {SmallestEffectiveShare:P0}), the largest product of weights {weights.Maximum:0.###}: few "
                + $"sessions decide the estimates of returns. Evaluate a policy nearer to the logged one, shorter sessions, or more of them.");
    }

    private static string? EffectivePageCount(WeightStatistics weights)
    {
        var share = weights.EffectiveSize / weights.Count;
        return share >= SmallestEffectiveShare
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The effective sample size of whole pages is {weights.EffectiveSize:0.#} of {weights.Count} pages "
                + $"({share:P1}, below {SmallestEffectiveShare:P0}), the largest product of weights {weights.Maximum:0.###}: few pages decide the page IPS "
                + $"estimates. Use cascade or independent estimates where their assumptions hold, shorter pages, or a policy nearer to the logged one.");
    }

    private static string? PositionWeights(UnitWeightStatistics weights) => IsMeanOne(weights)
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The mean weight of items at their positions is {weights.Mean:0.###}, where 1 is expected: independent "
            + $"estimates are off by about as much. Check how the columns of position probabilities and position propensities were made, or draw more pages "
            + $"for them.");

    /// <summary>Warns of an inaccurate model. Where weights are right, the correction of the doubly robust estimator is the error of the model.</summary>
    private static string? Model(ResponseMetrics response)
    {
        var (level, estimates) = response.SessionReturn is { } sessions
            ? (EstimatorLevel.Session, sessions.Estimates)
            : response.Page is { } page ? (EstimatorLevel.Page, page.Estimates) : (EstimatorLevel.Row, response.Estimates);
        var (model, corrected) = (
            estimates.GetValueOrDefault(EstimatorList.Of(level, EstimatorRole.Model).Name),
            estimates.GetValueOrDefault(EstimatorList.Of(level, EstimatorRole.Correction).Name));
        return model is null || corrected is null || !(model.Value < corrected.LowerBound || model.Value > corrected.UpperBound)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"The model of '{response.Name}' is off: the direct method gives {model.Value:G4}, outside the "
                + $"doubly robust interval {corrected.LowerBound:G4} to {corrected.UpperBound:G4}. Do not rely on the direct method; fit the values on more "
                + $"sessions or with better features.");
    }

}
