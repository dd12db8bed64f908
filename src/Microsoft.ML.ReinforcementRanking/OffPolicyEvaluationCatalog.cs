using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Off-policy evaluation beside the evaluators of <see cref="RankingCatalog"/>.</summary>
public static class OffPolicyEvaluationCatalog
{
    /// <summary>
    /// Estimates from a log what each response would have been, per row and, with a discount, per session, had the scored policy chosen the actions instead of
    /// the policy that made the log.
    /// </summary>
    /// <remarks>
    /// Each row weighs w = probability / propensity. The NCIS of the TSCAC paper is
    /// <see cref="ResponseMetrics.CappedSelfNormalizedIps"/>. Intervals come from a bootstrap over sessions, whose rows depend on each other.
    /// The log is read once; memory grows with the number of sessions, not of rows, unless a discount or a state column is given: estimators that normalize
    /// weights by step or state keep some numbers per row. Warnings are also written to the context's log. Which estimator when: docs/off-policy-evaluation.md.
    /// </remarks>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="scored">A log that a policy has scored, one row per shown action. Rows of a session need not be adjacent.</param>
    /// <param name="responseColumnNames">Response columns, at least one: numbers, finite, or Boolean (true is 1).</param>
    /// <param name="probabilityColumnName">The scored policy's probability of the row's logged action, 0 to 1: Single or Double.</param>
    /// <param name="propensityColumnName">The logging policy's probability of that action, above 0 and at most 1: Single or Double.</param>
    /// <param name="rowGroupColumnName">The session: key, integer or text. Null: every row is a session.</param>
    /// <param name="options">Cap, discount, value columns, intervals, placebo; null for the defaults.</param>
    /// <returns>Estimates with intervals per response, statistics of the weights, and warnings.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="rowGroupColumnName"/> and <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No response column; a column is missing or of the wrong type; options are out of range (all are listed).
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A value is missing, not finite or out of range (the message names column, row and value); the log is empty; every probability is 0; the product of a
    /// session's weights overflows; there is a warning and <see cref="OffPolicyOptions.ThrowOnWarnings"/> is set.
    /// </exception>
    public static OffPolicyMetrics EvaluateOffPolicy(
        this RankingCatalog catalog,
        IDataView scored,
        string[] responseColumnNames,
        string probabilityColumnName = "Probability",
        string propensityColumnName = "Propensity",
        string? rowGroupColumnName = "GroupId",
        OffPolicyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentNullException.ThrowIfNull(responseColumnNames);
        ArgumentNullException.ThrowIfNull(probabilityColumnName);
        ArgumentNullException.ThrowIfNull(propensityColumnName);
        var environment = catalog.GetEnvironment();
        var host = environment.Register(nameof(EvaluateOffPolicy));
        host.CheckUserArg(responseColumnNames.Length > 0, nameof(responseColumnNames), "must name at least one response column, but was empty.");
        options = (options ?? new OffPolicyOptions()).CheckedCopy(host, responseColumnNames.Length);
        host.CheckUserArg(rowGroupColumnName is not null || !(options.DiscountFactor > 0), nameof(rowGroupColumnName),
            $"must name the session column where {nameof(OffPolicyOptions)}.{nameof(OffPolicyOptions.DiscountFactor)} is above 0, since the return of a row "
                + $"alone has nothing to discount, but was null");

        var columns = new OffPolicyColumns(responseColumnNames, probabilityColumnName, propensityColumnName, rowGroupColumnName);
        var (log, halves, sessionCount) = new OffPolicyReader(host, columns, options).Read(scored);
        var metrics = new OffPolicyReport(log, halves, options, Seeds.Choose(host, options.Seed)).Build(responseColumnNames, sessionCount);

        if (options.ThrowOnWarnings && metrics.Warnings.Count > 0)
            throw host.Except($"The log does not support these estimates ({nameof(OffPolicyOptions)}.{nameof(OffPolicyOptions.ThrowOnWarnings)} is set): "
                + $"{string.Join(" ", metrics.Warnings)}");
        using var channel = host.Start("Evaluating");
        foreach (var warning in metrics.Warnings)
        {
            channel.Warning(warning);
        }
        return metrics;
    }

    /// <summary>Reports how well estimates choose among policies whose true values are known.</summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="estimates">One estimate per policy, such as the value of one estimator: finite, at least two.</param>
    /// <param name="truths">The true value of each policy, in the same order: finite.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lists differ in length, have fewer than two values, or one that is not finite.</exception>
    public static PolicySelectionReport ReportPolicySelection(this RankingCatalog catalog, IReadOnlyList<double> estimates, IReadOnlyList<double> truths)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(estimates);
        ArgumentNullException.ThrowIfNull(truths);
        var host = catalog.GetEnvironment().Register(nameof(ReportPolicySelection));
        host.CheckUserArg(estimates.Count == truths.Count, nameof(truths),
            FormattableString.Invariant($"must have one value per estimate ({estimates.Count}), but had {truths.Count}"));
        host.CheckUserArg(estimates.Count >= 2, nameof(estimates), FormattableString.Invariant($"must be of at least two policies, but had {estimates.Count}"));
        foreach (var (values, name) in new[] { (estimates, nameof(estimates)), (truths, nameof(truths)) })
        {
            var bad = values.ToList().FindIndex(value => !double.IsFinite(value));
            if (bad >= 0)
            {
                throw host.ExceptUserArg(name, string.Create(CultureInfo.InvariantCulture,
                    $"must be finite, but that of policy {bad} (the first is 0) was {values[bad]}. Leave the policy out on both sides"));
            }
        }
        return new(estimates, truths);
    }
}
