using System.Text;

namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

/// <summary><c>docs/licenses.md</c> has the packages of the lock files, with the licenses that they declare.</summary>
public class LicensePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "licenses.md"));

    public static TheoryData<string> Projects => [.. PackedProject.All.Select(project => project.Name)];

    [SkippableTheory]
    [MemberData(nameof(Projects))]
    public void Page_TableOfAPackage_IsThatOfTheLockFile(string name)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the lock files are those of Linux");
        var project = PackedProject.All.Single(project => project.Name == name);

        Section(name).Should().Be(Table(project).TrimEnd(), $"docs/licenses.md has this table below the heading {name}");
    }

    /// <summary>Gets the table below a heading.</summary>
    private static string Section(string name)
        => string.Join('\n', Page.Split('\n').SkipWhile(line => line != $"## {name}").Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith('|')));

    /// <summary>Makes the table of what a package brings. What the packages of its projects bring has a table of its own.</summary>
    private static string Table(PackedProject project)
    {
        var known = PackedProject.All.Where(other => project.Projects.Contains(other.Name))
            .SelectMany(other => other.Brought).Select(package => (package.Name, package.Version)).ToHashSet();
        var rows = from package in project.Brought
                   let namers = string.Join(", ", project.NamersOf(package))
                   where namers.Length > 0 && !known.Contains((package.Name, package.Version))
                   select $"| {package.Name} | {package.Version} | {PackageLicense.Of(package)} | {namers} |";
        var table = new StringBuilder();
        foreach (var row in rows)
            table.Append(table.Length == 0 ? "| dependency | lowest version | license | named by |\n|---|---|---|---|\n" : "").Append(row).Append('\n');
        return table.ToString();
    }
}
