namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

/// <summary>Lists the files that people write, without the files that builds and editors create.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] Leavings = [".git", "artifacts", "bin", "obj", "TestResults", ".vs", ".idea"];

    /// <summary>Gets the full paths of the files in a folder that match a pattern, in a stable order.</summary>
    public static IEnumerable<string> In(string folder, string pattern)
        => Directory.EnumerateFiles(folder, pattern)
            .Concat(Directory.EnumerateDirectories(folder).Where(inner => !IsLeaving(inner)).SelectMany(inner => In(inner, pattern)))
            .Order(StringComparer.Ordinal);

    /// <summary>The names of the files and folders at the root of the repository.</summary>
    public static IEnumerable<string> Root
        => Directory.EnumerateFileSystemEntries(Repository.Root).Where(entry => !IsLeaving(entry)).Select(entry => Path.GetFileName(entry));

    private static bool IsLeaving(string path) => Leavings.Contains(Path.GetFileName(path)) || Path.GetExtension(path) is ".user" or ".zip";
}
