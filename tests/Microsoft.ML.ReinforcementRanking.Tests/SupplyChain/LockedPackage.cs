namespace Microsoft.ML.ReinforcementRanking.Tests.SupplyChain;

/// <summary>An entry of a lock file.</summary>
/// <param name="Name">The name of a package or a project.</param>
/// <param name="Type">How the project comes to it: <c>Direct</c>, <c>Transitive</c>, <c>CentralTransitive</c>, or <c>Project</c>.</param>
/// <param name="Requested">The lowest version that the project names, if it names one.</param>
/// <param name="Version">The version that a restore takes, or null for a project.</param>
/// <param name="Dependencies">The lowest version that the entry names of each of its own dependencies.</param>
internal sealed record LockedPackage(string Name, string Type, string? Requested, string? Version, IReadOnlyDictionary<string, string> Dependencies);
