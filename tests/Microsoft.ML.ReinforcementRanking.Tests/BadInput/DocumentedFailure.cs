using System.Reflection;
using System.Xml.Linq;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Represents an exception that the reference documents of a public member.</summary>
/// <param name="Type">The type that declares the member.</param>
/// <param name="Member">The name of the member. A constructor has that of its type.</param>
/// <param name="Failure">The documented exception.</param>
internal sealed record DocumentedFailure(Type Type, string Member, Type Failure)
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All documented exceptions of the library and its packages, as the compiler writes them beside the assemblies.</summary>
    public static IReadOnlyList<DocumentedFailure> All { get; }
        = [.. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .SelectMany(project => Of(Assembly.Load(Path.GetFileNameWithoutExtension(project))))];

    public string EntryPoint => $"{TypeName}.{Member}";

    /// <summary>The methods that can have the documentation.</summary>
    public IEnumerable<MethodInfo> Methods => Type.GetMethods(Any).Where(method => method.Name == Member && method.IsPublic);

    private string TypeName => NameOf(Type);

    private static IEnumerable<DocumentedFailure> Of(Assembly assembly)
        => from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
           from exception in member.Elements("exception")
           let name = Split(member.Attribute("name")!.Value)
           let type = assembly.GetType(name.Type)
           where type is { IsVisible: true } && IsPublic(type, name.Member)
           select new DocumentedFailure(type, name.Member == "#ctor" ? NameOf(type) : name.Member, Find(exception.Attribute("cref")!.Value[2..]));

    /// <summary>Splits the id of a member, such as <c>M:Space.Type.Member``1(System.String)</c>.</summary>
    private static (string Type, string Member) Split(string id)
    {
        var name = id[2..].Split('(')[0];
        var dot = name.LastIndexOf('.');
        return (name[..dot], name[(dot + 1)..].Split('`')[0]);
    }

    private static bool IsPublic(Type type, string member) => member == "#ctor"
        ? type.GetConstructors().Length > 0
        : type.GetMethods(Any).Any(method => (method.Name == member || method.Name == $"set_{member}") && (method.IsPublic || method.IsFamily));

    private static string NameOf(Type type) => type.Name.Split('`')[0];

    private static Type Find(string name)
        => AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(name)).First(type => type is not null)!;
}
