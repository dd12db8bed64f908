using System.Text.RegularExpressions;

namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>
/// Every error and warning that users can see has an entry in <c>docs/troubleshooting.md</c>. An entry lists messages, or the words of them that do not
/// change, in blocks of the language <c>text</c>, one a line.
/// </summary>
internal sealed partial class TroubleshootingRule
{
    public const string Page = "docs/troubleshooting.md";

    private readonly string _page;
    private readonly (int Index, string Words)[] _entries;

    /// <param name="page">The text of the page.</param>
    public TroubleshootingRule(string page) => (_page, _entries) = (page, [.. Entries(page)]);

    /// <summary>Finds the messages of a file that have no entry.</summary>
    public IEnumerable<string> Find(SourceFile file)
        => MessageTexts.Messages(file).Where(message => !_entries.Any(entry => Matches(entry.Words, message.Text)))
            .Select(message => $"{file.Path}({message.Line}): '{message.Text}' has no entry in {Page}. Add a few of its words to the text block of the "
                + "entry with the same cause, or write an entry");

    /// <summary>Finds lines of entries that no file has a message for.</summary>
    public IEnumerable<string> FindStale(IEnumerable<SourceFile> files)
    {
        string[] texts = [.. files.SelectMany(MessageTexts.All).Select(found => found.Text)];
        return _entries.Where(entry => !texts.Any(text => Matches(entry.Words, text)))
            .Select(entry => $"{Page}({_page.AsSpan(0, entry.Index).Count('\n') + 1}): no message has the words '{entry.Words}'. "
                + "Change them to those of the message, or remove the line");
    }

    /// <summary>Whether a text has the words, in their order, whatever is between the parts.</summary>
    public static bool Matches(string words, string text)
    {
        var at = 0;
        foreach (var part in words.Split(MessageTexts.Hole, StringSplitOptions.RemoveEmptyEntries))
        {
            at = text.IndexOf(part, at, StringComparison.Ordinal);
            if (at < 0)
                return false;
            at += part.Length;
        }
        return true;
    }

    /// <summary>Gets the words of all messages of the page, and the places of their lines.</summary>
    public static IEnumerable<(int Index, string Words)> Entries(string page)
        => from block in Block().Matches(page)
           from line in block.Groups["line"].Captures
           select (line.Index, line.Value);

    [GeneratedRegex(@"^```text\n((?<line>[^\n`]+)\n)+```", RegexOptions.Multiline)]
    private static partial Regex Block();
}
