using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML;

/// <summary>Provides off-policy evaluation beside the evaluators of <see cref="RankingCatalog"/>.</summary>
public static class OffPolicyEvaluationCatalog
{
    /// <summary>
    /// Estimates from a log what each response would have been if the scored policy had chosen the actions instead of the policy that made the log.
    /// Estimates are per row and, with a discount factor, also per session. With a request column they are also per page of several items.
    /// </summary>
    /// <remarks>
    /// <para>The importance weight of a row is w = probability / propensity. The NCIS of the TSCAC paper (docs/equations-tscac.md) is
    /// <see cref="ResponseMetrics.CappedSelfNormalizedIps"/>. Intervals come from a cluster bootstrap over sessions, because the rows of a session depend
    /// on each other.</para>
    /// <para>The log is read once. Memory grows with the number of sessions or pages and not of rows, unless a discount factor or a state column is given:
    /// estimators that normalize weights by step or by state keep some numbers per row. With <see cref="OffPolicyOptions.CacheDirectory"/> all of these are
    /// in files, and only the values of the session and cluster columns stay in memory (docs/large-logs.md). Warnings are also written to the context's log.
    /// The page docs/off-policy-evaluation.md explains which estimator to use when.</para>
    /// </remarks>
    /// <example>
    /// <code>
    /// var metrics = mlContext.Ranking.EvaluateOffPolicy(model.Transform(testLog), ["WatchTime", "Click"]);
    /// Console.WriteLine(metrics);
    /// </code>
    /// </example>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="scored">A log that a policy has scored, with one row per logged action. The rows of a session need not be adjacent.</param>
    /// <param name="responseColumnNames">
    /// The names of the response columns, at least one. Their values are finite numbers, or Booleans, of which true counts as 1.
    /// </param>
    /// <param name="probabilityColumnName">
    /// The column with the scored policy's probability of the logged action, from 0 to 1, of type Single or Double.
    /// </param>
    /// <param name="propensityColumnName">
    /// The column with the logging policy's probability of that action, above 0 and at most 1, of type Single or Double.
    /// </param>
    /// <param name="rowGroupColumnName">The session column, a key, an integer or text, or null to treat every row as a session of its own.</param>
    /// <param name="options">The options, such as the cap of the weights, the discount factor and the intervals, or null for the defaults.</param>
    /// <returns>The estimates with intervals for each response, statistics of the weights, and warnings.</returns>
    /// <exception cref="ArgumentNullException">An argument other than <paramref name="rowGroupColumnName"/> and <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// No response column is named, or one has no name or is named twice; a column is missing or has the wrong type, or options are out of
    /// range. The message lists all such options.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A value is missing, not finite or out of range (the message names the column, the row and the value); the log is empty; every probability is 0;
    /// the product of a session's or page's weights overflows; the rows of a request are not neighbors, or their positions have a gap or occur twice;
    /// <see cref="OffPolicyOptions.MaximumMemory"/> does not suffice; or there is a warning and <see cref="OffPolicyOptions.ThrowOnWarnings"/> is set.
    /// </exception>
    /// <exception cref="IOException">
    /// The folder of <see cref="OffPolicyOptions.CacheDirectory"/> cannot be written to, its disk is full, or a fit or another evaluation uses it.
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
        OptionFailures.CheckNames(host, responseColumnNames, nameof(responseColumnNames));
        options = (options ?? new OffPolicyOptions()).CheckedCopy(host, responseColumnNames.Length, rowGroupColumnName);

        var columns = new OffPolicyColumns(responseColumnNames, probabilityColumnName, propensityColumnName, rowGroupColumnName);
        using var memory = new EvaluationMemory(host, options);
        var log = new OffPolicyReader(host, columns, options, memory).Read(scored);
        var resampling = memory.NewResampling(Seeds.Choose(host, options.Seed), log.IndexBytes, log.Sample.Units.Count);
        var metrics = new OffPolicyReport(log.Sample, log.Halves, options, resampling).Build(responseColumnNames, log.SessionCount);

        if (options.ThrowOnWarnings && metrics.Warnings.Count > 0)
            throw host.Except($"The log does not support these estimates ({nameof(OffPolicyOptions)}.{nameof(OffPolicyOptions.ThrowOnWarnings)} is set): "
                + $"{string.Join(" ", metrics.Warnings)}");
        using var channel = host.Start("Evaluating");
        foreach (var warning in metrics.Warnings)
            channel.Warning(FoldScope.Describe(warning));
        return metrics;
    }

    /// <summary>Measures how well estimates select among policies whose true values are known.</summary>
    /// <param name="catalog">The ranking catalog, <c>mlContext.Ranking</c>.</param>
    /// <param name="estimates">One finite estimate for each policy, such as the value of one estimator. There are at least two policies.</param>
    /// <param name="truths">The finite true value of each policy, in the same order.</param>
    /// <returns>The report, with rank correlations and regret.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The lists differ in length, have fewer than two values, or have a value that is not finite.</exception>
    public static PolicySelectionReport ReportPolicySelection(this RankingCatalog catalog, IReadOnlyList<double> estimates, IReadOnlyList<double> truths)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(estimates);
        ArgumentNullException.ThrowIfNull(truths);
        var host = catalog.GetEnvironment().Register(nameof(ReportPolicySelection));
        host.CheckUserArg(estimates.Count == truths.Count, nameof(truths),
            FormattableString.Invariant($"must have one value per estimate ({estimates.Count}), but had {truths.Count}"));
        host.CheckUserArg(estimates.Count >= 2, nameof(estimates),
            FormattableString.Invariant($"must have the values of at least two policies, but had {estimates.Count}"));
        foreach (var (values, name) in new[] { (estimates, nameof(estimates)), (truths, nameof(truths)) })
        {
            var bad = values.ToList().FindIndex(value => !double.IsFinite(value));
            if (bad >= 0)
            {
                throw host.ExceptUserArg(name, string.Create(CultureInfo.InvariantCulture,
                    $"must be finite, but the value of policy {bad} (the first is 0) was {values[bad]}. Leave the policy out of both lists"));
            }
        }
        return new(estimates, truths);
    }
}
