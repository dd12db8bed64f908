using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.Trainers.ReinforcementRanking;

/// <summary>
/// Guards the use of members that are not part of ML.NET's public API (docs/decisions/0001-friend-seam.md). If the library was not tested with the loaded
/// version of ML.NET, every member that it uses is checked once, before any code of the library runs.
/// </summary>
internal static class MLNetCompatibility
{
    // The first member reference in the metadata of a module (ECMA-335 II.22.25).
    private const int FirstMemberReference = 0x0A000001;
    private const int NumberOfMembersToName = 5;

    /// <summary>
    /// Checks the loaded version of ML.NET before the first call into the library. A check in each entry point would come too late, because the
    /// compilation of that entry point fails first.
    /// </summary>
    /// <exception cref="NotSupportedException">The loaded version of ML.NET lacks members that the library uses.</exception>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Nothing else runs before the runtime binds the members in question.")]
    internal static void Check()
    {
        var library = typeof(MLNetCompatibility).Assembly;
        string[] tested = [.. library.GetCustomAttributes<AssemblyMetadataAttribute>().Where(item => item.Key == "TestedMLNetVersion")
            .Select(item => item.Value!)];
        var loaded = VersionOf(typeof(IDataView).Assembly);
        if (!tested.Contains(loaded) && FindMissingMembers(library) is { Count: > 0 } missing)
            throw new NotSupportedException(Describe(VersionOf(library), tested, loaded, missing));
    }

    internal static string Describe(string library, IReadOnlyList<string> tested, string loaded, IReadOnlyCollection<string> missing)
    {
        var more = missing.Count > NumberOfMembersToName ? $" and {missing.Count - NumberOfMembersToName} more" : "";
        return $"Microsoft.ML.ReinforcementRanking {library} was tested with ML.NET {string.Join(" and ", tested)}, but ML.NET {loaded} is loaded and lacks "
            + "what the library uses: "
            + $"{string.Join("; ", missing.Take(NumberOfMembersToName))}{more}. "
            + $"Install one of the tested versions of Microsoft.ML, or a version of Microsoft.ML.ReinforcementRanking that supports ML.NET {loaded}.";
    }

    /// <summary>Returns the runtime's message for every reference to a type or member that the loaded assemblies do not have.</summary>
    internal static IReadOnlyCollection<string> FindMissingMembers(Assembly user)
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        try
        {
            user.GetTypes();
        }
        catch (ReflectionTypeLoadException failure)
        {
            missing.UnionWith(failure.LoaderExceptions.OfType<TypeLoadException>().Select(problem => problem.Message));
        }
        for (var token = FirstMemberReference; Exists(user.ManifestModule, token); token++)
            Resolve(user.ManifestModule, token, missing);
        return missing;
    }

    /// <summary>
    /// Returns whether the module has a reference with this token. The signature is in the module itself, so other assemblies are not needed.
    /// </summary>
    private static bool Exists(Module module, int token)
    {
        try
        {
            module.ResolveSignature(token);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static void Resolve(Module module, int token, SortedSet<string> missing)
    {
        try
        {
            module.ResolveMember(token);
        }
        catch (Exception problem) when (problem is TypeLoadException or MissingMemberException)
        {
            missing.Add(problem.Message);
        }
        catch (ArgumentOutOfRangeException)
        {
            // The runtime does not tell the name of a field that it cannot find.
            missing.Add($"Field not found: metadata token 0x{token:X8}.");
        }
        catch (Exception problem) when (problem is ArgumentException or BadImageFormatException)
        {
            // A member of a type that is generic in the caller's own type parameters cannot be resolved without them. FriendSeamTests check such members.
        }
    }

    private static string VersionOf(Assembly assembly)
        => assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "of an unknown version";
}
