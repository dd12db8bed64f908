using Microsoft.ML.Trainers.ReinforcementRanking.Pages;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>Represents a table of a report. Numbers are aligned, and an interval is never broken over two lines.</summary>
public sealed class ReportTable
{
    private readonly List<(string? Group, ReportCell[] Cells)> _rows = [];

    /// <summary>Creates a table.</summary>
    /// <param name="title">The title, or an empty text for none.</param>
    /// <param name="columns">The columns, at least one.</param>
    /// <exception cref="ArgumentException">There is no column, or an argument is null.</exception>
    public ReportTable(string title, params IReadOnlyList<ReportColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
            throw new ArgumentException("A table needs a column.", nameof(columns));
        (Title, Columns) = (title, [.. columns]);
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ReportColumn> Columns { get; }

    /// <summary>Returns the table as plain text with aligned columns, for a console.</summary>
    public override string ToString() => TableText.Write(this);

    /// <summary>The rows. A row with a group has no cells: it heads the rows below it.</summary>
    internal IReadOnlyList<(string? Group, ReportCell[] Cells)> Rows => _rows;

    /// <summary>Adds a heading for the rows below it, such as the name of a policy.</summary>
    /// <param name="name">The heading.</param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentNullException">The heading is null.</exception>
    public ReportTable AddGroup(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _rows.Add((name, []));
        return this;
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">The cells, one for each column: texts for columns of text, and numbers for the others.</param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentException">The number of cells differs from that of columns, or a cell has the wrong kind.</exception>
    public ReportTable AddRow(params ReportCell[] cells)
    {
        ArgumentNullException.ThrowIfNull(cells);
        if (cells.Length != Columns.Count)
            throw new ArgumentException($"The table has {Columns.Count} columns, but the row has {cells.Length} cells.", nameof(cells));
        foreach (var (column, cell) in Columns.Zip(cells))
        {
            if (column.Format is null != cell.Text is not null)
            {
                var (expected, actual) = column.Format is null ? ("text", "a number") : ("numbers", $"'{cell.Text}'");
                throw new ArgumentException($"The column '{column.Title}' is one of {expected}, but the cell is {actual}.", nameof(cells));
            }
        }
        _rows.Add((null, cells));
        return this;
    }
}
