using System.Xml.Linq;

namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

/// <summary>A project that becomes a package, with what the users of the package get with it.</summary>
internal sealed class PackedProject
{
    private readonly IReadOnlyDictionary<string, LockedPackage> _locked;

    private PackedProject(string folder)
    {
        Name = Path.GetFileName(folder);
        _locked = LockFile.Read(folder);
        var references = XDocument.Load(Path.Combine(folder, $"{Name}.csproj")).Descendants().ToList();
        Projects = [.. References(references, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];
        Dependencies = [.. References(references, "PackageReference").Concat(Projects)];
        Brought = Follow(Dependencies);
    }

    public static IReadOnlyList<PackedProject> All { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Order(StringComparer.Ordinal).Select(folder => new PackedProject(folder))];

    public string Name { get; }

    /// <summary>Gets the projects that the project itself names. Each is a package, too.</summary>
    public IReadOnlyList<string> Projects { get; }

    /// <summary>Gets the packages and projects that the project itself names, without those of its build.</summary>
    public IReadOnlyList<string> Dependencies { get; }

    /// <summary>Gets the packages that come with the package: those that it names, and those that they name in turn.</summary>
    public IReadOnlyList<LockedPackage> Brought { get; }

    /// <summary>Gets who names a package in the version that a restore takes.</summary>
    public IEnumerable<string> NamersOf(LockedPackage package)
        => (Dependencies.Contains(package.Name) ? ["the package"] : Enumerable.Empty<string>())
            .Concat(Brought.Where(other => other.Dependencies.GetValueOrDefault(package.Name) == package.Version).Select(other => other.Name));

    /// <summary>Gets the names in references of a kind, without those that only the build of the project uses.</summary>
    private static IEnumerable<string> References(IEnumerable<XElement> elements, string kind)
        => elements.Where(element => element.Name.LocalName == kind && (string?)element.Attribute("PrivateAssets") != "all")
            .Select(element => (string)element.Attribute("Include")!);

    private IReadOnlyList<LockedPackage> Follow(IEnumerable<string> names)
    {
        var found = new Dictionary<string, LockedPackage>(StringComparer.OrdinalIgnoreCase);
        var open = new Queue<string>(names);
        while (open.TryDequeue(out var name))
        {
            if (!_locked.TryGetValue(name, out var entry) || !found.TryAdd(name, entry))
                continue;
            foreach (var dependency in entry.Dependencies.Keys)
                open.Enqueue(dependency);
        }
        return [.. found.Values.Where(entry => entry.Type != "Project").OrderBy(entry => entry.Name, StringComparer.Ordinal)];
    }
}
