using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

/// <summary>
/// A package names what its assembly uses, and nothing else. <c>eng/supply-chain/run</c> runs these tests on the packages that it is given, in the folder that
/// <c>RR_PACKAGES</c> names.
/// </summary>
public class PackageTests
{
    private const string Reports = "Microsoft.ML.ReinforcementRanking.Reports";

    public static TheoryData<string> Projects => [.. PackedProject.All.Select(project => project.Name)];

    [SkippableTheory]
    [MemberData(nameof(Projects))]
    public void Package_Dependencies_AreUsedByItsAssembly(string name)
    {
        using var package = Open(name);
        var dependencies = DependenciesOf(package, name);

        dependencies.Select(dependency => dependency.Name).Should().BeEquivalentTo(
            PackedProject.All.Single(project => project.Name == name).Dependencies, "the package names what the project names");
        var used = AssembliesUsedBy(package, name);
        dependencies.Where(dependency => !IsForReaders(name, dependency.Name) && !AssembliesOf(dependency).Any(used.Contains)).Should().BeEmpty();
    }

    /// <summary>A notebook references one package, and shows the charts of reports with it.</summary>
    private static bool IsForReaders(string name, string dependency) => (name, dependency) == ("Microsoft.ML.ReinforcementRanking.Interactive", Reports);

    private static ZipArchive Open(string name)
    {
        var folder = Environment.GetEnvironmentVariable("RR_PACKAGES");
        Skip.If(folder is null, "RR_PACKAGES does not name a folder with packages");
        return ZipFile.OpenRead(Directory.GetFiles(folder!, $"{name}.*.nupkg").Single(file => char.IsDigit(Path.GetFileName(file)[name.Length + 1])));
    }

    private static List<(string Name, string Version)> DependenciesOf(ZipArchive package, string name)
    {
        using var nuspec = package.GetEntry($"{name}.nuspec")!.Open();
        return [.. XDocument.Load(nuspec).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => ((string)element.Attribute("id")!, ((string)element.Attribute("version")!).TrimStart('[').Split(',')[0]))];
    }

    private static HashSet<string> AssembliesUsedBy(ZipArchive package, string name)
    {
        using var image = new MemoryStream();
        using (var assembly = package.GetEntry($"lib/net10.0/{name}.dll")!.Open())
            assembly.CopyTo(image);
        image.Position = 0;
        using var file = new PEReader(image);
        var reader = file.GetMetadataReader();
        return [.. reader.AssemblyReferences.Select(reference => reader.GetString(reader.GetAssemblyReference(reference).Name))];
    }

    private static IEnumerable<string> AssembliesOf((string Name, string Version) dependency)
        => PackedProject.All.Any(project => project.Name == dependency.Name)
            ? [dependency.Name]
            : Directory.GetFiles(Path.Combine(PackageCache.Folder(dependency.Name, dependency.Version), "lib"), "*.dll", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file));
}
