using System.Globalization;
using nietras.SeparatedValues;

namespace ShortVideo.Data;

/// <summary>
/// Reads a comma-separated file with a header, one row at a time. Fields in quotes can contain commas, quotes, and line breaks. Errors name the file, the
/// line, and the column.
/// </summary>
internal sealed class CsvReader : IDisposable
{
    private readonly string _file;
    private readonly SepReader _reader;

    public CsvReader(string path)
    {
        _file = Path.GetFileName(path);
        // The header is read as a row and columns are counted here, because errors of the CSV library do not name the file.
        _reader = Sep.New(',').Reader(options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).FromFile(path);
        if (!_reader.MoveNext())
            throw new InvalidDataException($"{_file} is empty. Its first line must contain the names of the columns.");
        CheckQuotes(line: 1);
        var names = new string[_reader.Current.ColCount];
        for (var column = 0; column < names.Length; column++)
            names[column] = _reader.Current[column].ToString();
        Columns = names;
    }

    /// <summary>The names of the columns, from the header.</summary>
    public IReadOnlyList<string> Columns { get; }

    private int Line => _reader.Current.LineNumberFrom;

    /// <summary>Gets the index of a column. The order of the columns does not matter.</summary>
    public int Column(string name)
    {
        var index = Columns.ToList().IndexOf(name);
        return index >= 0 ? index : throw new InvalidDataException($"{_file} has no column '{name}'. Its columns are: {string.Join(", ", Columns)}.");
    }

    /// <summary>Moves to the next row that is not empty, or returns false at the end of the file.</summary>
    public bool Read()
    {
        while (_reader.MoveNext())
        {
            CheckQuotes(Line);
            var row = _reader.Current;
            if (row.Span.IsEmpty)
                continue;
            return row.ColCount == Columns.Count
                ? true
                : throw new InvalidDataException(
                    $"{_file}({row.LineNumberFrom}): The number of fields is {row.ColCount}, but the header has {Columns.Count} columns.");
        }
        return false;
    }

    /// <summary>Gets the value, or null if the log marks it as missing: it is empty, -124, or UNKNOWN.</summary>
    public string? Text(int column) => _reader.Current[column].Span is "" or "-124" or "UNKNOWN" ? null : _reader.Current[column].ToString();

    public long Integer(int column) => long.TryParse(_reader.Current[column].Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Error(column, "is not an integer");

    /// <summary>Gets integers that are separated by spaces.</summary>
    public long[] Integers(int column)
    {
        var text = _reader.Current[column].Span;
        var values = new long[text.Count(' ') + 1];
        var count = 0;
        foreach (var part in text.Split(' '))
        {
            if (!long.TryParse(text[part], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out values[count++]))
                throw Error(column, "is not a list of integers that are separated by spaces");
        }
        return values;
    }

    /// <summary>Gets a number that cannot be negative, such as a time or a count.</summary>
    public float Amount(int column)
        => float.TryParse(_reader.Current[column].Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && float.IsFinite(value)
            ? value
            : throw Error(column, "is not a number of at least 0");

    public InvalidDataException Error(int column, string problem)
        => new($"{_file}({Line}): Column '{Columns[column]}': '{_reader.Current[column].ToString()}' {problem}.");

    public void Dispose() => _reader.Dispose();

    /// <summary>Throws if a quote is not closed. The CSV library would read the rest of the file as one field.</summary>
    private void CheckQuotes(int line)
    {
        if (int.IsOddInteger(_reader.Current.Span.Count('"')))
            throw new InvalidDataException($"{_file}({line}): A quote is not closed.");
    }
}
