using System.Xml.Linq;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Finds the native files of TorchSharp where every package stays in its own folder. Notebooks and scripts load packages in this way, so no folder has all of
/// the files.
/// </summary>
internal static class PackageFolders
{
    /// <summary>
    /// Returns the folders with the native files of TorchSharp and of the libtorch that the package TorchSharp-cpu of the same version depends on. Returns
    /// none where <paramref name="torchSharpPath"/> is not in the folder of a package, or where the other packages are not beside it.
    /// </summary>
    public static IReadOnlyList<string> WithNativeFiles(string torchSharpPath, string platform)
    {
        // <packages>/torchsharp/<version>/lib/<framework>/TorchSharp.dll
        var versionFolder = Up(torchSharpPath, levels: 3);
        if (versionFolder is null || Up(versionFolder, levels: 2) is not { } packages)
            return [];
        var combination = Path.Combine(packages, "torchsharp-cpu", Path.GetFileName(versionFolder), "torchsharp-cpu.nuspec");
        if (!File.Exists(combination) || DependencyVersion(combination, "libtorch-cpu") is not { } libtorch)
            return [];
        string[] folders = [Native(versionFolder, platform), Native(Path.Combine(packages, $"libtorch-cpu-{platform}", libtorch), platform)];
        return folders.All(Directory.Exists) ? folders : [];
    }

    private static string Native(string package, string platform) => Path.Combine(package, "runtimes", platform, "native");

    private static string? DependencyVersion(string nuspec, string id)
        => XDocument.Load(nuspec).Descendants()
            .FirstOrDefault(element => element.Name.LocalName == "dependency" && (string?)element.Attribute("id") == id)
            ?.Attribute("version")?.Value.Trim('[', ']');

    private static string? Up(string? path, int levels)
    {
        for (var level = 0; level < levels; level++)
            path = Path.GetDirectoryName(path);
        return string.IsNullOrEmpty(path) ? null : path;
    }
}
