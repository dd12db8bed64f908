using System.Globalization;

namespace ShortVideo.Data;

/// <summary>Reads a comma-separated file with a header, row by row; errors name the file, the line and the column.</summary>
internal sealed class CsvReader : IDisposable
{
    private readonly string _file;
    private readonly StreamReader _reader;
    private readonly List<string> _fields = [];
    private int _line;

    public CsvReader(string path)
    {
        _file = Path.GetFileName(path);
        _reader = new StreamReader(path);
        if (!ReadFields())
            throw new InvalidDataException($"{_file} is empty: its first line must name the columns.");
        Columns = [.. _fields];
    }

    /// <summary>Names in the header.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Place of a column, wherever the file has it.</summary>
    public int Column(string name)
    {
        var index = Columns.ToList().IndexOf(name);
        return index >= 0 ? index : throw new InvalidDataException($"{_file} has no column '{name}'. Its columns are: {string.Join(", ", Columns)}.");
    }

    /// <summary>Goes to the next row; false at the end of the file.</summary>
    public bool Read()
    {
        while (ReadFields())
        {
            if (_fields is [""])
                continue;
            return _fields.Count == Columns.Count
                ? true
                : throw new InvalidDataException($"{_file}({_line}): {_fields.Count} fields, but the header names {Columns.Count} columns.");
        }
        return false;
    }

    /// <summary>The value, or null where the log marks it as missing: empty, -124 or UNKNOWN.</summary>
    public string? Text(int column) => _fields[column] is "" or "-124" or "UNKNOWN" ? null : _fields[column];

    public long Integer(int column) => long.TryParse(_fields[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw Error(column, "is not an integer");

    /// <summary>A quantity such as a time or a count.</summary>
    public float Amount(int column) => float.TryParse(_fields[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= 0 && float.IsFinite(value)
        ? value
        : throw Error(column, "is not a number of at least 0");

    public InvalidDataException Error(int column, string problem) => new($"{_file}({_line}): column '{Columns[column]}': '{_fields[column]}' {problem}.");

    public void Dispose() => _reader.Dispose();

    private bool ReadFields()
    {
        if (_reader.ReadLine() is not { } text)
            return false;
        _line++;
        _fields.Clear();
        var start = 0;
        while (start <= text.Length)
        {
            var end = EndOfField(text, start);
            var field = text.AsSpan(start, end - start);
            _fields.Add(field is ['"', .. var inner, '"'] ? inner.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : field.ToString());
            start = end + 1;
        }
        return true;
    }

    /// <summary>The next comma that is not inside quotes, or the end of the line.</summary>
    private int EndOfField(string text, int start)
    {
        var end = start;
        if (start < text.Length && text[start] == '"')
        {
            // A doubled quote inside closes and opens again, so what counts is the quote before a comma or the end.
            do
            {
                end = text.IndexOf('"', end + 1);
                if (end < 0)
                    throw new InvalidDataException($"{_file}({_line}): a quote is not closed.");
            }
            while (end + 1 < text.Length && text[++end] == '"');
        }
        end = text.IndexOf(',', end);
        return end < 0 ? text.Length : end;
    }
}
