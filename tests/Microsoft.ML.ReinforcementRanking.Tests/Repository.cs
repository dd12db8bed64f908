using System.Reflection;

namespace Microsoft.ML.ReinforcementRanking.Tests;

/// <summary>Where the repository and the real logs are, for tests that read files.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The folder of real logs (RR_DATA, else ../shared/data), or a skipped test where it is absent.</summary>
    public static string DataFolder(string name)
    {
        var root = Environment.GetEnvironmentVariable("RR_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var folder = Path.GetFullPath(Path.Combine(root, name));
        Skip.IfNot(Directory.Exists(folder), $"the real log '{name}' is not on this machine");
        return folder;
    }
}
