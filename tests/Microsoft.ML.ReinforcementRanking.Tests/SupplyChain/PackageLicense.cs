using System.Xml.Linq;

namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

/// <summary>Finds the license of a package in the cache of the user, which every restore fills.</summary>
internal static class PackageLicense
{
    /// <summary>The packages that name the address of their license and do not contain it. The file at that address was read.</summary>
    private static readonly Dictionary<string, string> ByAddress = new() { ["K4os.Compression.LZ4"] = "MIT" };

    public static string Of(LockedPackage package)
    {
        var folder = PackageCache.Folder(package.Name, package.Version!);
        var declared = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Descendants()
            .FirstOrDefault(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression");
        return declared?.Value ?? InFile(folder) ?? ByAddress.GetValueOrDefault(package.Name)
            ?? throw new InvalidOperationException($"{package.Name} does not contain its license. Read the one it names, and add it to {nameof(ByAddress)}.");
    }

    private static string? InFile(string folder)
    {
        const string Mit = "Permission is hereby granted, free of charge";
        return Directory.GetFiles(folder, "LICENSE*").Any(file => File.ReadAllText(file).Contains(Mit, StringComparison.Ordinal)) ? "MIT" : null;
    }
}
