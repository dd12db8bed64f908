using Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

namespace Microsoft.ML.ReinforcementRanking.Tests.Readme;

/// <summary>Runs the code that the documentation shows.</summary>
public class MarkdownProgramTests
{
    public static TheoryData<string> Documents
        => new(RepositoryFiles.In(Repository.Root, "*.md").Select(file => Path.GetRelativePath(Repository.Root, file)));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_ItsCode_Runs(string document)
    {
        if (MarkdownProgram.Read(document, File.ReadAllText(Path.Combine(Repository.Root, document))) is not { } program)
            return;

        var child = DocumentProcess.Run(program);

        child.ExitCode.Should().Be(0, child.Error);
    }

    [Fact]
    public void Read_BlocksWithUsingsStatementsAndTypes_FormOneProgram()
    {
        const string markdown = """
            First:
            ```csharp
            using System.Text;
            var text = new StringBuilder(Row.Name);
            record Row { public const string Name = "a"; }
            ```
            <!--
            ```csharp
            text.Append('b');
            ```
            -->
            ```sh
            not code of ours
            ```
            ```csharp
            using System.Globalization;
            Console.Write(text.Append(string.Create(CultureInfo.InvariantCulture, $"{1}")));
            ```
            """;

        DocumentProcess.Run(MarkdownProgram.Read("a.md", markdown)!).Should().Be(new ChildResult(0, "ab1", ""));
    }

    [Fact]
    public void Read_NoBlock_IsNoProgram()
    {
        MarkdownProgram.Read("a.md", "```sh\ndotnet test\n```\n").Should().BeNull();
    }

    [Fact]
    public void Run_CodeThatDoesNotCompile_NamesDocumentAndLine()
    {
        var run = () => DocumentProcess.Run(MarkdownProgram.Read("a.md", "# A\n\n```csharp\nvar one = 1;\none = two;\n```\n")!);

        run.Should().Throw<InvalidOperationException>().WithMessage("a.md(5,7): error CS0103*'two'*");
    }

    [Fact]
    public void Run_CodeThatThrows_Fails()
    {
        var child = DocumentProcess.Run(MarkdownProgram.Read("a.md", "```csharp\nthrow new InvalidOperationException(\"broken\");\n```\n")!);

        child.ExitCode.Should().NotBe(0);
        child.Error.Should().Contain("broken");
    }
}
