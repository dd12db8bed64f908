namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Passes on the rows of every page in the order of their positions, and checks that no position is missing or used twice.</summary>
/// <param name="columns">The columns that place rows.</param>
/// <param name="unit">The description of the units that intervals keep whole.</param>
/// <param name="visit">The function that receives a row and its number in the log.</param>
internal sealed class PageSorter(PageColumns columns, string unit, Action<LogRow, int> visit)
{
    private readonly List<(LogRow Row, int Number)> _page = [];
    private int? _firstPosition;

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
        var rows = _page.OrderBy(row => row.Row.Place.Position).ToArray();
        _firstPosition ??= rows[0].Row.Place.Position;
        var expected = _firstPosition.Value;
        foreach (var (row, number) in rows)
        {
            var position = row.Place.Position;
            if (position == expected - 1 && position >= _firstPosition)
                throw columns.Position.Error(number, $"the value is {position}, which another row of the request has, too",
                    "Give every row of a page a position of its own. Candidates that were not shown do not belong to the log of pages.");
            if (position != expected)
                throw columns.Position.Error(number, $"the value is {position}, but the next position of the page is {expected}",
                    "Keep all rows of a page, and number them from the top without gaps, on every page from the same first position.");
            visit(row, number);
            expected++;
        }
        _page.Clear();
    }
}
