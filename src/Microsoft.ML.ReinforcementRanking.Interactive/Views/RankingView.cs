using System.Globalization;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Views;

/// <summary>Shows actions that a policy ranks or draws.</summary>
internal static class RankingView
{
    public static HtmlView Of(IReadOnlyList<RankedAction> actions) => new HtmlView().Table(
        ["rank", "action", "score", "probability"],
        actions.Select((action, index) => (IReadOnlyList<Cell>)[Cell.Count(index + 1), action.Id, Cell.Number(action.Score), Cell.Share(action.Probability)]));

    public static HtmlView Of(SampledPage page) => new HtmlView().Table(
        ["position", "action", "score", "probability when drawn"],
        page.Actions.Select(action => (IReadOnlyList<Cell>)
            [Cell.Count(action.Position), action.Id, Cell.Number(action.Score), Cell.Share(action.Probability)]));

    public static HtmlView Of(StateRankings states)
    {
        var count = states.Rankings.Max(ranking => ranking.Count);
        return new HtmlView().Table(
            ["state", .. Enumerable.Range(1, count).Select(rank => rank.ToString(CultureInfo.InvariantCulture))],
            states.Rankings.Select((ranking, index) => (IReadOnlyList<Cell>)
            [
                Cell.Count(index + 1), .. ranking.Select(action => new Cell($"{action.Id} ({Cell.ShareText(action.Probability)})")),
            ]));
    }
}
