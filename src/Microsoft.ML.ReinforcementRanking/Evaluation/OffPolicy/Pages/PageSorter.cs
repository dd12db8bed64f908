using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Passes on the rows of every page in the order of their positions.</summary>
/// <param name="columns">The columns that place rows.</param>
/// <param name="unit">The description of the units that intervals keep whole.</param>
/// <param name="visit">The function that receives a row and its number in the log.</param>
internal sealed class PageSorter(PageColumns columns, string unit, Action<LogRow, int> visit)
{
    private readonly List<(LogRow Row, int Number)> _page = [];
    private readonly PageOrder _order = new(columns.Position);

    /// <summary>Adds a row. The rows of a page come one after the other, in any order.</summary>
    public void Add(LogRow row, int number)
    {
        if (_page.Count > 0 && _page[0].Row.Place.Page != row.Place.Page)
            Complete();
        if (_page.Count > 0 && _page[0].Row.Unit != row.Unit)
            throw columns.Request.Error(number, $"other rows of the request have another {unit}",
                "A request is answered by one page, so give every request an id of its own.");
        _page.Add((row, number));
    }

    /// <summary>Passes on the rows of the page that was added last.</summary>
    public void Complete()
    {
        foreach (var (row, number) in _order.Sort(_page, row => (row.Row.Place.Position, row.Number)))
            visit(row, number);
        _page.Clear();
    }
}
