using System.Runtime.Loader;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.FriendSeam;

/// <summary>Tests the check at first use, with assemblies that represent the library and two versions of ML.NET.</summary>
public class MLNetCompatibilityTests
{
    private const string Before = "public abstract class A { public void M(int x) { } public int F; } public class B { }";
    private const string User = "public class U : A { object X() { M(1); F = 2; return new B(); } }";

    [Fact]
    public void FindMissingMembers_SameVersion_FindsNone() => FindMissingMembers(Before).Should().BeEmpty();

    [Theory]
    [InlineData("void M(int x)", "void M(long x)", "*A.M(Int32)*")]
    [InlineData("int F", "long F", "Field not found*")]
    [InlineData("class B", "class C", "Could not load type 'B'*")]
    public void FindMissingMembers_ChangedMember_IsNamed(string old, string changed, string expected)
        => FindMissingMembers(Before.Replace(old, changed, StringComparison.Ordinal)).Should().ContainMatch(expected);

    [Fact]
    public void FindMissingMembers_NewAbstractMember_NamesTheTypeThatLacksIt()
        => FindMissingMembers(Before.Replace("public int F;", "public int F; public abstract void N();", StringComparison.Ordinal)).Should()
            .ContainMatch("*'N'*'U'*");

    [Fact]
    public void FindMissingMembers_OfTheLibrary_FindsNone() => MLNetCompatibility.FindMissingMembers(typeof(TrainingProgress).Assembly).Should().BeEmpty();

    [Fact]
    public void Check_TestedVersion_Passes() => FluentActions.Invoking(MLNetCompatibility.Check).Should().NotThrow();

    [Fact]
    public void Describe_ManyMembers_NamesBothVersionsAndTheRemedy()
        => MLNetCompatibility.Describe("1.2.3", ["5.0.1", "6.0.0"], "7.0.0", ["a", "b", "c", "d", "e", "f", "g"]).Should().Be(
            "Microsoft.ML.ReinforcementRanking 1.2.3 was tested with ML.NET 5.0.1 and 6.0.0, but ML.NET 7.0.0 is loaded and lacks what the library uses: a; b; "
                + "c; d; e and 2 more. "
            + "Install one of the tested versions of Microsoft.ML, or a version of Microsoft.ML.ReinforcementRanking that supports ML.NET 7.0.0.");

    private static IReadOnlyCollection<string> FindMissingMembers(string later)
    {
        var user = Compiler.Compile("User", User, Compiler.Compile("Used", Before));
        var context = new AssemblyLoadContext("later", isCollectible: true);
        try
        {
            context.LoadFromStream(new MemoryStream(Compiler.Compile("Used", later)));
            return MLNetCompatibility.FindMissingMembers(context.LoadFromStream(new MemoryStream(user)));
        }
        finally
        {
            context.Unload();
        }
    }
}
