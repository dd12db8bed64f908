namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class PublicTypeRuleTests
{
    [Theory]
    [InlineData("A.cs", "public class A { public class Inner { } } internal class B { }")]
    [InlineData("Plans/A.Options.cs", "namespace N; public partial class A { public class Options { } }")]
    [InlineData("AssemblyInfo.cs", "using System;")]
    public void Find_OnePublicTypeOfTheFilesName_FindsNothing(string path, string text)
    {
        PublicTypeRule.Find(new(path, text)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("A.cs", "public class A { } public enum B { }", "A.cs: public types A, B")]
    [InlineData("A.cs", "namespace N { public record A; public delegate void B(); }", "A.cs: public types A, B")]
    [InlineData("Plans/A.cs", "namespace N; public struct B { }", "Plans/A.cs: declares B")]
    public void Find_SeveralOrOther_NamesThem(string path, string text, string expected)
    {
        PublicTypeRule.Find(new(path, text)).Should().Equal(expected);
    }
}
