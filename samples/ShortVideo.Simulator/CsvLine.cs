using System.Globalization;

namespace ShortVideo.Simulator;

/// <summary>A line of a CSV file, quoted as KuaiRand does: only where a value holds a comma.</summary>
internal static class CsvLine
{
    public static string Of(IEnumerable<string> values)
        => string.Join(',', values.Select(value => value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value));

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
