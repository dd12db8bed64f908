using System.Globalization;
using System.Text;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Builds text with tables for a person, the same in every culture.</summary>
internal sealed class PlainText
{
    private readonly StringBuilder _text = new();

    /// <summary>Five significant digits, and a dash for NaN.</summary>
    public static string Number(double value) => double.IsNaN(value) ? "-" : value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>Adds a line.</summary>
    public PlainText Line(FormattableString line)
    {
        _text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    /// <summary>Adds lines of equally many cells, each column as wide as its widest cell.</summary>
    public PlainText Columns(IReadOnlyList<string[]> lines)
    {
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        foreach (var line in lines)
        {
            _text.AppendLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
        return this;
    }

    /// <summary>The text without the end of its last line.</summary>
    public override string ToString() => _text.ToString().TrimEnd();
}
