using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows estimates of a policy's value with their intervals, what they rest on, and the warnings.</summary>
internal static class OffPolicyView
{
    public static HtmlView Of(OffPolicyMetrics metrics)
    {
        var view = new HtmlView().Paragraph(Head(metrics)).List(metrics.Warnings);
        AddEstimates(view, metrics, metrics.Responses.SelectMany(response => Rows(response.Name, response.LoggedMean, response.Estimates))
            .Concat(metrics.Placebo is { } placebo ? Rows($"{placebo.Name} (placebo)", placebo.LoggedMean, placebo.Estimates) : []));
        if (metrics.SessionWeights is { } sessions)
            AddEstimates(view.Paragraph(string.Create(CultureInfo.InvariantCulture,
                $"Return of a session with discount {metrics.DiscountFactor}, effective sample size {sessions.EffectiveSessionCount:N0} sessions:")), metrics,
                metrics.Responses.SelectMany(response => Rows(response.Name, response.SessionReturn!.LoggedMean, response.SessionReturn.Estimates)));
        if (metrics.PageWeights is { } pages)
            AddEstimates(view.Paragraph(string.Create(CultureInfo.InvariantCulture,
                $"Value of a page, {pages.PageCount:N0} pages, effective sample size {pages.EffectivePageCount:N0} pages:")), metrics,
                metrics.Responses.SelectMany(response => Rows(response.Name, response.Page!.LoggedMean, response.Page.Estimates)));
        return view;
    }

    public static HtmlView Of(PolicyCrossValidationResult result)
        => Of(result.Pooled).Paragraph("The capped estimates of the folds, each from a fit that has not seen it:").Table(
            ["fold", "response", "logged", "value", "interval", "lift"],
            result.Folds.SelectMany(fold => fold.Metrics.Responses, (fold, response) => (IReadOnlyList<Cell>)
            [
                Cell.Count(fold.Fold), response.Name, Cell.Number(response.LoggedMean), Cell.Number(response.CappedSelfNormalizedIps.Value),
                Cell.Interval(response.CappedSelfNormalizedIps.LowerBound, response.CappedSelfNormalizedIps.UpperBound),
                Cell.Lift(response.CappedSelfNormalizedIps.Lift),
            ]));

    private static string Head(OffPolicyMetrics metrics) => string.Create(CultureInfo.InvariantCulture,
        $"{metrics.RowCount:N0} rows in {metrics.SessionCount:N0} sessions; effective sample size {metrics.EffectiveSampleSize:N0} rows "
            + $"({metrics.EffectiveSampleSize / metrics.RowCount:0.0%}) with weights capped at {metrics.WeightCap}; mean weight {metrics.MeanWeight:0.###}, "
            + $"capped {metrics.MeanCappedWeight:0.###}");

    private static void AddEstimates(HtmlView view, OffPolicyMetrics metrics, IEnumerable<IReadOnlyList<Cell>> rows)
    {
        var interval = string.Create(CultureInfo.InvariantCulture, $"{metrics.ConfidenceLevel:0.###%} interval");
        view.Table(["response", "logged", "estimator", "value", interval, "lift", interval], rows);
    }

    private static IEnumerable<IReadOnlyList<Cell>> Rows(string response, double logged, IReadOnlyDictionary<string, OffPolicyEstimate> estimates)
        => estimates.Select((estimate, index) => (IReadOnlyList<Cell>)
        [
            index == 0 ? response : "", index == 0 ? Cell.Number(logged) : "", Words(estimate.Key),
            Cell.Number(estimate.Value.Value), Cell.Interval(estimate.Value.LowerBound, estimate.Value.UpperBound),
            Cell.Lift(estimate.Value.Lift), Cell.LiftInterval(estimate.Value.LiftLowerBound, estimate.Value.LiftUpperBound),
        ]);

    /// <summary>Writes the name of a property as words: <c>CappedSelfNormalizedIps</c> is "capped self normalized ips".</summary>
    private static string Words(string property)
        => string.Concat(property.Select((letter, index) => $"{(index > 0 && char.IsUpper(letter) ? " " : "")}{char.ToLowerInvariant(letter)}"));
}
