using System.Net;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Pages;

/// <summary>Escapes what is written into a page.</summary>
internal static class Html
{
    /// <summary>Escapes a text for elements and quoted attributes.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Writes a name with a dot of its color, if it has one.</summary>
    public static string Name(string name, PolicyColors colors)
        => colors.Find(name) is { } color ? $"<span class=\"dot\" style=\"background:{color}\"></span>{Text(name)}" : Text(name);

    /// <summary>Escapes JSON for a script element. The sign &lt; occurs only in strings of JSON, where its escape is the same sign.</summary>
    public static string Json(string json) => json.Replace("<", "\\u003c", StringComparison.Ordinal);
}
