using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

/// <summary>Represents a file of <c>samples/jobs</c>.</summary>
internal sealed partial class JobFile(string name)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "jobs");

    public string FullName { get; } = Path.Combine(Folder, name);

    public string Text { get; } = File.ReadAllText(Path.Combine(Folder, name));

    /// <summary>Returns the value at a path of keys and numbers, such as <c>spec.template.spec.containers.0.image</c>, or null.</summary>
    public string? Value(string path) => (Node(path) as YamlScalarNode)?.Value;

    public int Number(string path) => int.Parse(Value(path)!, CultureInfo.InvariantCulture);

    public IEnumerable<string> Keys(string path) => ((YamlMappingNode)Node(path)!).Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    public string[] List(string path) => [.. ((YamlSequenceNode)Node(path)!).Children.Select(item => ((YamlScalarNode)item).Value!)];

    /// <summary>Returns the words that the job gives to a program, which is the last file of .NET that it names. A variable becomes a number.</summary>
    public static string[] Arguments(string command, out string program)
    {
        var words = command.Split([' ', '\n', '"'], StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindLastIndex(words, word => word.EndsWith(".dll", StringComparison.Ordinal));
        program = words[at];
        return [.. words.Skip(at + 1).Select(word => Variable().Replace(word, "1"))];
    }

    private YamlNode? Node(string path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Text));
        var node = stream.Documents.Should().ContainSingle().Subject.RootNode;
        foreach (var key in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node is YamlSequenceNode list)
                node = list[int.Parse(key, CultureInfo.InvariantCulture)];
            else if (!((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(key), out node))
                return null;
        }
        return node;
    }

    [GeneratedRegex(@"\$\{\{[^}]*\}\}|\$\w+")]
    private static partial Regex Variable();
}
