using System.Text.Json;

namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

/// <summary>Reads <c>packages.lock.json</c>, the exact packages that a project is restored with.</summary>
internal static class LockFile
{
    public const string Name = "packages.lock.json";

    public static IReadOnlyDictionary<string, LockedPackage> Read(string folder)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, Name)));
        return file.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => Read(entry.Name, entry.Value), StringComparer.OrdinalIgnoreCase);
    }

    private static LockedPackage Read(string name, JsonElement entry)
    {
        string? Text(string property) => entry.TryGetProperty(property, out var value) ? value.GetString() : null;
        var dependencies = entry.TryGetProperty("dependencies", out var named)
            ? named.EnumerateObject().ToDictionary(dependency => dependency.Name, dependency => Lowest(dependency.Value.GetString()!))
            : [];
        return new(name, Text("type")!, Text("requested") is { } range ? Lowest(range) : null, Text("resolved"), dependencies);
    }

    /// <summary>Gets the lower end of a range such as <c>[5.0.1, 6.1.0)</c>. A version by itself is one.</summary>
    private static string Lowest(string range) => range.Trim('[', ']', '(', ')').Split(',')[0];
}
