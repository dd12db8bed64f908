namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

/// <summary>The cache of the user, in which restores unpack all packages.</summary>
internal static class PackageCache
{
    private static readonly string Root = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static string Folder(string package, string version) => Path.Combine(Root, package.ToLowerInvariant(), version.ToLowerInvariant());
}
