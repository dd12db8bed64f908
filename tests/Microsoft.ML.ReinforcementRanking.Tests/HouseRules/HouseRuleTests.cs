namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>Applies the rules of the repository to its files. The tests of each rule show that the rule can fail.</summary>
public class HouseRuleTests
{
    private static readonly string[] TextFiles = ["*.cs", "*.md", "*.props", "*.targets", "*.csproj", "*.txt", "run", "*.config", "*.json"];

    [Fact]
    public void Library_Layers_AreKept() => ShouldBeNone(LayerRule.Find(SourceFile.Library));

    [Fact]
    public void Library_PublicTypes_HaveAFileEach() => ShouldBeNone(SourceFile.Library.SelectMany(PublicTypeRule.Find));

    [Fact]
    public void Library_Options_StateTheirDefaults() => ShouldBeNone(SourceFile.Library.SelectMany(OptionRule.Find));

    [Fact]
    public void Everything_FilesAndMethods_AreShort() => ShouldBeNone(SourceFile.Everything.SelectMany(LengthRule.Find));

    [Fact]
    public void Everything_Lines_AreShort()
        => ShouldBeNone(Texts.Where(text => Path.GetExtension(text.Path) is ".cs" or ".md").SelectMany(text => LengthRule.FindLongLines(text.Path, text.Text)));

    [Fact]
    public void Everything_Text_IsFinished() => ShouldBeNone(Texts.SelectMany(text => WordRule.Find(text.Path, text.Text)));

    [Fact]
    public void Everything_Text_IsPlainEnglish()
        => ShouldBeNone(Texts.Where(text => !PhraseRule.IsExempt(text.Path)).SelectMany(text => PhraseRule.Own.Find(text.Path, text.Text)));

    [Fact]
    public void Everything_Citations_AreOfEquationsThatAreThere()
        => ShouldBeNone(CitingFiles.SelectMany(file => CitationRule.Find(file, File.ReadAllText(Path.Combine(Repository.Root, file)), ReadPage)));

    [Fact]
    public void Everything_CitedFiles_AreThere()
        => ShouldBeNone(
            from file in CitingFiles
            from cited in CitationRule.Files(file, File.ReadAllText(Path.Combine(Repository.Root, file)))
            where !Path.Exists(Path.Combine(Repository.Root, cited))
            select $"{file}: there is no {cited}");

    [Fact]
    public void Everything_Anchors_AreThere()
        => ShouldBeNone(CitingFiles.Where(file => Path.GetExtension(file) == ".md")
            .SelectMany(file => AnchorRule.Find(file, File.ReadAllText(Path.Combine(Repository.Root, file)), ReadPage)));

    [Fact]
    public void Documentation_Pages_AreListedInOrder()
    {
        string Read(params string[] path) => File.ReadAllText(Path.Combine([Repository.Root, "docs", .. path]));
        string[] pages = [.. RepositoryFiles.In(Path.Combine(Repository.Root, "docs"), "*.md")
            .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "docs"), file).Replace('\\', '/'))];

        ShouldBeNone(ContentsRule.Find(Read("toc.yml"), Read(ContentsRule.Index), pages)
            .Concat(ContentsRule.FindDecisions(Read(ContentsRule.DecisionFolder, ContentsRule.Index), pages)));
    }

    [Fact]
    public void Library_Messages_HaveEntries()
    {
        var rule = new TroubleshootingRule(ReadPage(TroubleshootingRule.Page)!);

        ShouldBeNone(SourceFile.WithMessages.SelectMany(rule.Find).Concat(rule.FindStale(SourceFile.WithMessages)));
    }

    [Fact]
    public void Root_Entries_AreTheListedOnes() => ShouldBeNone(RootRule.Find([.. RepositoryFiles.Root]));

    [Fact]
    public void Sources_AreFound()
    {
        SourceFile.Library.Should().Contain(file => file.Path == "Networks/TorchLibrary.cs");
        SourceFile.Everything.Should().Contain(file => file.Path == "Microsoft.ML.ReinforcementRanking.Tests/HouseRules/HouseRuleTests.cs");
    }

    private static IEnumerable<string> CitingFiles
        => new[] { "*.cs", "*.md" }.SelectMany(pattern => RepositoryFiles.In(Repository.Root, pattern))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

    private static string? ReadPage(string page)
        => Path.Combine(Repository.Root, page) is var file && File.Exists(file) ? File.ReadAllText(file) : null;

    /// <summary>The files that people write, with their texts.</summary>
    private static IEnumerable<(string Path, string Text)> Texts
        => TextFiles.SelectMany(pattern => RepositoryFiles.In(Repository.Root, pattern))
            .Select(file => (Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText(file)));

    /// <summary>Fails if there are violations, and lists all of them.</summary>
    private static void ShouldBeNone(IEnumerable<string> violations) => string.Join(Environment.NewLine, violations).Should().BeEmpty();
}
