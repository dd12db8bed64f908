using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>Gets the folders of the repository and of the real logs, for tests that read files.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Gets the folder of a real log (in RR_DATA, or else in ../shared/data). If the folder does not exist, the test is skipped.</summary>
    public static string DataFolder(string name)
    {
        var root = Environment.GetEnvironmentVariable("RR_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var folder = Path.GetFullPath(Path.Combine(root, name));
        Skip.IfNot(Directory.Exists(folder), $"the real log '{name}' is not on this machine");
        return folder;
    }
}
