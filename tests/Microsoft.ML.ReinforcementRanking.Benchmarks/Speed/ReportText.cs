using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Speed;

/// <summary>Formats what reports have in common.</summary>
internal static class ReportText
{
    /// <summary>Gets the size of the machine, the runtime and the date.</summary>
    public static string Machine => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSArchitecture}, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}.");

    public static string Range(Quartiles quartiles) => $"{Number(quartiles.Lower)} – {Number(quartiles.Upper)}";

    /// <summary>Formats a number with three significant digits, without an exponent.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            return "–";
        var decimals = value == 0 ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 6);
        return value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>Divides a text into lines of at most 150 columns.</summary>
    public static string Wrap(string text)
    {
        const int Columns = 150;
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            if (lines[^1].Length + word.Length < Columns)
                lines[^1] += lines[^1].Length == 0 ? word : $" {word}";
            else
                lines.Add(word);
        }
        return string.Join('\n', lines);
    }
}
