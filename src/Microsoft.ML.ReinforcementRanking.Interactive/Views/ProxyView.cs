namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows which signals predict a delayed label, and the one to optimize.</summary>
internal static class ProxyView
{
    public static HtmlView Of(ProxyRanking ranking) => new HtmlView()
        .Paragraph(ranking.Recommended is { } proxy ? $"Optimize {proxy.ColumnName}." : "No signal can be recommended.")
        .Table(["signal", "association", "interval", "AUC", "correlation", "worse than the first"], ranking.Proxies.Select(proxy => (IReadOnlyList<Cell>)
        [
            proxy.ColumnName, Cell.Number(proxy.Association), Cell.Interval(proxy.LowerBound, proxy.UpperBound), Cell.Number(proxy.Auc ?? double.NaN),
            Cell.Number(proxy.Correlation), proxy.IsWorseThanFirst ? "yes" : "",
        ]));
}
