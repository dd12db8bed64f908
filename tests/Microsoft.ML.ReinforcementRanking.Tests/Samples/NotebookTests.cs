using System.Text.Json.Nodes;
using Notebooks;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>
/// The walkthrough (.dib), the notebook with its outputs (.ipynb) and the file-based app of a name have the same content. The kernel runs them in CI.
/// </summary>
public class NotebookTests
{
    private const string Remedy = "run eng/Notebooks/run <folder with the packed libraries> --write";

    private static readonly string Folder = Path.Combine(Repository.Root, "samples", "notebooks");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.dib").Select(file => Path.GetFileNameWithoutExtension(file)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Cells_AreThoseOfTheWalkthrough(string name)
        => ExecutedNotebook.Parse(Read($"{name}.ipynb")).Should().Equal(Cells(name), Remedy);

    [Theory]
    [MemberData(nameof(Names))]
    public void Script_Content_IsThatOfTheWalkthrough(string name)
        => File.ReadAllText(Path.Combine(Repository.Root, "samples", "scripts", $"{name}.cs")).ReplaceLineEndings("\n")
            .Should().Be(ScriptWriter.Write(name, Cells(name)), Remedy);

    [Theory]
    [MemberData(nameof(Names))]
    public void Notebook_Outputs_AreSmallAndOfNoMachine(string name)
    {
        var json = Read($"{name}.ipynb");

        json.Length.Should().BeLessThan(300_000);
        var outputs = JsonNode.Parse(json)!["cells"]!.AsArray().Select(cell => cell!["outputs"]).OfType<JsonArray>().SelectMany(cell => cell).ToArray();
        outputs.Should().NotBeEmpty(Remedy);
        outputs.Select(output => (string?)output!["output_type"]).Should().NotContain("error");
        string.Concat(outputs.Select(output => output!.ToJsonString())).Should().NotContainAny(Path.GetTempPath(), Repository.Root, "/.nuget/");
    }

    [Fact]
    public void Walkthroughs_ArePresent() => Names.Should().HaveCountGreaterThanOrEqualTo(1);

    private static IReadOnlyList<Cell> Cells(string name) => Walkthrough.Parse(Read($"{name}.dib"));

    private static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));
}
