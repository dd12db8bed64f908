namespace Notebooks;

/// <summary>Reads a <c>.dib</c> file, in which a line such as <c>#!csharp</c> starts each cell.</summary>
internal static class Walkthrough
{
    private const string Markdown = "#!markdown";
    private const string Code = "#!csharp";
    private const string Meta = "#!meta";

    public static IReadOnlyList<Cell> Parse(string text)
    {
        List<(string Kind, List<string> Lines)> cells = [];
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line is Markdown or Code or Meta)
                cells.Add((line, []));
            else if (cells.Count > 0)
                cells[^1].Lines.Add(line);
        }

        return [.. cells.Where(cell => cell.Kind != Meta).Select(cell => new Cell(cell.Kind == Code, string.Join('\n', cell.Lines).Trim('\n')))];
    }
}
