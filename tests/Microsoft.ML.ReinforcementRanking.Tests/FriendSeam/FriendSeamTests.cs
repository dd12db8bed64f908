using System.Reflection;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Xunit.Abstractions;

namespace Microsoft.ML.ReinforcementRanking.Tests.FriendSeam;

/// <summary>
/// Tests the members of ML.NET that the library uses although ML.NET does not guarantee them (docs/decisions/0001-friend-seam.md). The list is read from
/// the compiled library, so it is always complete.
/// </summary>
public class FriendSeamTests(ITestOutputHelper output)
{
    private const string Before =
        "public class A { public void M<T>(T[] x, System.Collections.Generic.List<int>.Enumerator y) { } public class Inner { public int F; } }";
    private const string User = "class U { void X() { new A().M(new[] { 1 }, default); new A.Inner().F = 1; } }";

    private static readonly Assembly Library = typeof(TrainingProgress).Assembly;

    /// <summary>The assemblies of ML.NET that the library refers to.</summary>
    private static Assembly[] UsedAssemblies(Assembly user)
        => [.. user.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("Microsoft.ML", StringComparison.Ordinal)).Select(Assembly.Load)];

    [Fact]
    public void Library_AgainstTheShippedMLNet_FindsEveryMemberItUses()
    {
        var uses = Resolve(Library);
        foreach (var use in uses.Where(use => use.Access == MemberAccess.Internal))
            output.WriteLine($"{use.Assembly}: {use.Member}");

        uses.Where(use => use.Access == MemberAccess.Missing).Should()
            .BeEmpty($"{VersionOf(UsedAssemblies(Library))} must have the members that the library was compiled against");
        uses.Where(use => use.Access == MemberAccess.Internal).Select(use => use.Assembly).Should()
            .BeSubsetOf(OpenedAssemblies(), "the runtime refuses internal members of others");
    }

    [Fact]
    public void Library_AllTypes_Load()
    {
        // Only this test finds an abstract member that ML.NET added or renamed, because overrides are matched by name when the type is loaded.
        var load = Library.GetTypes;

        load.Should().NotThrow($"every type must fit {VersionOf(UsedAssemblies(Library))}");
    }

    [Fact]
    public void Resolve_FriendWithinMLNet_FindsPublicAndInternalMembers()
    {
        // The trainers of ML.NET use the same members and many more. They are a large sample of signatures, all of which must be found.
        var uses = Resolve(typeof(SdcaMaximumEntropyMulticlassTrainer).Assembly);

        uses.Select(use => use.Access).Distinct().Should().BeEquivalentTo([MemberAccess.Internal, MemberAccess.Public]);
    }

    [Fact]
    public void Resolve_SameAssembly_FindsAll()
    {
        Resolve(Before).Should().NotBeEmpty().And.OnlyContain(use => use.Access == MemberAccess.Public);
    }

    [Theory]
    [InlineData("public", "internal", "A", "A+Inner", "A+Inner..ctor() : Void", "A+Inner.F : Int32", "A..ctor() : Void",
        "A.M`(!!0[], System.Collections.Generic.List`1+Enumerator<Int32>) : Void")]
    [InlineData("public int", "internal int", "A+Inner.F : Int32")]
    [InlineData("public void M", "internal void M", "A.M`(!!0[], System.Collections.Generic.List`1+Enumerator<Int32>) : Void")]
    public void Resolve_ClosedMember_IsInternal(string open, string closed, params string[] expected)
    {
        Resolve(Before.Replace(open, closed, StringComparison.Ordinal)).Where(use => use.Access == MemberAccess.Internal).Select(use => use.Member).Should()
            .Equal(expected);
    }

    [Theory]
    [InlineData("<int>", "<long>", "A.M`(!!0[], System.Collections.Generic.List`1+Enumerator<Int32>) : Void")]
    [InlineData("T[]", "T[,]", "A.M`(!!0[], System.Collections.Generic.List`1+Enumerator<Int32>) : Void")]
    [InlineData("int F", "long F", "A+Inner.F : Int32")]
    [InlineData("class Inner", "class Other", "A+Inner", "A+Inner..ctor() : Void", "A+Inner.F : Int32")]
    public void Resolve_ChangedMember_IsMissing(string old, string changed, params string[] expected)
    {
        Resolve(Before.Replace(old, changed, StringComparison.Ordinal)).Where(use => use.Access == MemberAccess.Missing).Select(use => use.Member).Should()
            .Equal(expected);
    }

    private static IReadOnlyList<MemberUse> Resolve(Assembly user)
        => AssemblyReferences.Resolve(
            File.ReadAllBytes(user.Location),
            UsedAssemblies(user).ToDictionary(assembly => assembly.GetName().Name!, assembly => File.ReadAllBytes(assembly.Location)));

    private static IReadOnlyList<MemberUse> Resolve(string later)
    {
        var user = Compiler.Compile("User", User, Compiler.Compile("Used", Before));
        return AssemblyReferences.Resolve(user, new Dictionary<string, byte[]> { ["Used"] = Compiler.Compile("Used", later) });
    }

    private static IEnumerable<string> OpenedAssemblies()
        => Library.GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType.Name == "IgnoresAccessChecksToAttribute")
            .Select(attribute => (string)attribute.ConstructorArguments[0].Value!);

    private static string VersionOf(IEnumerable<Assembly> assemblies)
        => string.Join(", ",
            assemblies.Select(
            assembly => $"{assembly.GetName().Name} {assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}"));
}
