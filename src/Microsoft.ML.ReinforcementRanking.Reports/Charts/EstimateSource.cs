using System.Globalization;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Charts;

/// <summary>Finds estimates in metrics, and names estimators.</summary>
internal static partial class EstimateSource
{
    /// <summary>The estimator of the TSCAC paper, by which policies are compared if no other is named.</summary>
    public const string DefaultEstimator = nameof(ResponseMetrics.CappedSelfNormalizedIps);

    /// <summary>Gets the estimates of a response, first per row, then per session, then per page, with names that say which.</summary>
    public static IEnumerable<(string Name, OffPolicyEstimate Estimate)> All(ResponseMetrics response) =>
    [
        .. response.Estimates.Select(estimate => (ShortLabel(estimate.Key), estimate.Value)),
        .. response.SessionReturn?.Estimates.Select(estimate => ($"session: {ShortLabel(estimate.Key)}", estimate.Value)) ?? [],
        .. response.Page?.Estimates.Select(estimate => ($"page: {ShortLabel(estimate.Key)}", estimate.Value)) ?? [],
    ];

    /// <summary>Gets an estimate by the name of its property, and the logged mean that its lift is relative to.</summary>
    public static (OffPolicyEstimate Estimate, double Logged) Find(ResponseMetrics response, string estimator)
    {
        if (response.Estimates.TryGetValue(estimator, out var estimate))
            return (estimate, response.LoggedMean);
        if (response.SessionReturn is { } session && session.Estimates.TryGetValue(estimator, out estimate))
            return (estimate, session.LoggedMean);
        if (response.Page is { } page && page.Estimates.TryGetValue(estimator, out estimate))
            return (estimate, page.LoggedMean);
        string[] known = [.. response.Estimates.Keys, .. response.SessionReturn?.Estimates.Keys ?? [], .. response.Page?.Estimates.Keys ?? []];
        throw new ArgumentException($"The response '{response.Name}' has no estimate '{estimator}'. Its estimates are {string.Join(", ", known.Distinct())}.",
            nameof(estimator));
    }

    /// <summary>Writes the name of a property in words, such as <c>capped self-normalized IPS</c>.</summary>
    public static string Label(string estimator)
    {
        var words = Words().Matches(estimator).Select(word => word.Value switch
        {
            "Ips" => "IPS",
            "Is" => "IS",
            var other => other.ToLower(CultureInfo.InvariantCulture),
        });
        return string.Join(' ', words).Replace("self normalized", "self-normalized", StringComparison.Ordinal)
            .Replace("per decision", "per-decision", StringComparison.Ordinal);
    }

    /// <summary>Writes the usual abbreviations in place of the words, such as <c>NCIS</c>, for the axis of a chart.</summary>
    public static string ShortLabel(string estimator) => Label(estimator)
        .Replace("capped self-normalized IPS", "NCIS", StringComparison.Ordinal)
        .Replace("capped self-normalized", "capped", StringComparison.Ordinal)
        .Replace("self-normalized IPS", "SNIPS", StringComparison.Ordinal)
        .Replace("self-normalized", "normalized", StringComparison.Ordinal)
        .Replace("direct method", "DM", StringComparison.Ordinal)
        .Replace("doubly robust", "DR", StringComparison.Ordinal);

    /// <summary>Writes a lift in percent with its sign, such as <c>+2.5%</c>.</summary>
    public static string Percent(double value) => double.IsNaN(value)
        ? "unknown"
        : value.ToString("+0.0%;−0.0%;0.0%", CultureInfo.InvariantCulture).Replace("%", "\u00a0%", StringComparison.Ordinal);

    /// <summary>Gets the lift of an estimate and its bounds.</summary>
    public static double[] Lifts(OffPolicyEstimate estimate) => [estimate.Lift, estimate.LiftLowerBound, estimate.LiftUpperBound];

    /// <summary>Describes the lift of an estimate with its interval.</summary>
    public static string Describe(OffPolicyEstimate estimate) => double.IsNaN(estimate.LiftLowerBound)
        ? Percent(estimate.Lift)
        : $"{Percent(estimate.Lift)} ({Interval(estimate)})";

    /// <summary>Writes the interval of a lift, which is not broken over two lines.</summary>
    public static string Interval(OffPolicyEstimate estimate) => $"{Percent(estimate.LiftLowerBound)}\u00a0to\u00a0{Percent(estimate.LiftUpperBound)}";

    /// <summary>Gets the response of a name, or throws an error that lists the responses.</summary>
    public static ResponseMetrics Response(EvaluatedPolicy policy, string response)
        => policy.Metrics.Responses.FirstOrDefault(metrics => metrics.Name == response)
            ?? throw new ArgumentException($"The metrics of '{policy.Name}' have no response '{response}'. They have "
                + $"{string.Join(", ", policy.Metrics.Responses.Select(metrics => metrics.Name))}. Evaluate all policies with the same responses.");

    [GeneratedRegex("[A-Z][a-z]*")]
    private static partial Regex Words();
}
