using System.Globalization;

namespace ShortVideo.Simulator;

/// <summary>Formats a line of a CSV file. As in KuaiRand, only values with a comma are quoted.</summary>
internal static class CsvLine
{
    public static string Of(IEnumerable<string> values)
        => string.Join(',', values.Select(value => value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value));

    public static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
