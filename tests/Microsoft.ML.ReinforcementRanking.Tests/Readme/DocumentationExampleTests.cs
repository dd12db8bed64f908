using System.Net;
using System.Text.RegularExpressions;
using Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

namespace Microsoft.ML.ReinforcementRanking.Tests.Readme;

/// <summary>Compiles the examples of the XML documentation. They use a context, data and a model that are declared here.</summary>
public partial class DocumentationExampleTests
{
    private const string Place = "// The example.";

    private const string Frame = """
        using System;
        using Microsoft.ML;
        using Microsoft.ML.Trainers.ReinforcementRanking;

        public static class Example
        {
            private static readonly MLContext mlContext = new();
            private static readonly IDataView log = null!, sessions = null!, testLog = null!;
            private static readonly ITransformer model = null!;

            public static void Run()
            {
                // The example.
            }
        }

        public sealed class State
        {
            public float[] Features { get; set; } = [];
        }
        """;

    public static TheoryData<string> Examples
        => new(RepositoryFiles.In(Path.Combine(Repository.Root, "src"), "*.cs").SelectMany(file => Read(File.ReadAllText(file))));

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_OfDocumentation_Compiles(string example)
        => FluentActions.Invoking(() => Compiler.Compile("Example", Frame.Replace(Place, example, StringComparison.Ordinal))).Should().NotThrow();

    [Fact]
    public void Read_CommentWithCode_IsDecoded()
        => Read("    /// <code>\n    /// A&lt;B&gt; c;\n    /// </code>\n").Should().Equal("A<B> c;");

    private static IEnumerable<string> Read(string source)
        => Code().Matches(source.ReplaceLineEndings("\n")).Select(match => WebUtility.HtmlDecode(Marker().Replace(match.Groups[1].Value, "")).Trim());

    [GeneratedRegex(@"/// <code>\n(.*?)\n *///\s*</code>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("^ */// ?", RegexOptions.Multiline)]
    private static partial Regex Marker();
}
