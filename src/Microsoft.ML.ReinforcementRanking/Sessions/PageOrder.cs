namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Puts the rows of pages into the order of their positions, and checks that no position is missing or used twice. All pages have the same first position.
/// </summary>
/// <param name="column">The position column.</param>
internal sealed class PageOrder(RoleColumn column)
{
    private int? _firstPosition;

    /// <summary>Returns the rows of one page in the order of their positions.</summary>
    /// <param name="page">The rows, at least one.</param>
    /// <param name="placeOf">A function that returns the position of a row and its number in the log.</param>
    /// <exception cref="InvalidOperationException">A position is missing, or two rows have it.</exception>
    public IReadOnlyList<TRow> Sort<TRow>(IEnumerable<TRow> page, Func<TRow, (int Position, int Number)> placeOf)
    {
        TRow[] rows = [.. page.OrderBy(row => placeOf(row).Position)];
        _firstPosition ??= placeOf(rows[0]).Position;
        var expected = _firstPosition.Value;
        foreach (var row in rows)
        {
            var (position, number) = placeOf(row);
            if (position == expected - 1 && position >= _firstPosition)
                throw column.Error(number, $"the value is {position}, which another row of the request has, too",
                    "Give every row of a page a position of its own. Candidates that were not shown do not belong to the log of pages.");
            if (position != expected)
                throw column.Error(number, $"the value is {position}, but the next position of the page is {expected}",
                    "Keep all rows of a page, and number them from the top without gaps, on every page from the same first position.");
            expected++;
        }
        return rows;
    }
}
