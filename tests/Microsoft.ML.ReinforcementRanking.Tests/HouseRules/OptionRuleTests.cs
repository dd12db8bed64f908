namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class OptionRuleTests
{
    [Theory]
    [InlineData("/// <summary>Share of rows. Default 0.2.</summary>\npublic double Share { get; set; } = 0.2;")]
    [InlineData("/// <summary>Share of rows.</summary>\n/// <remarks>By default 0.2.</remarks>\npublic double Share { get; set; } = 0.2;")]
    [InlineData("/// <summary>Column of the label.</summary>\npublic required string Column { get; set; }")]
    [InlineData("internal double Share { get; set; }")]
    [InlineData("public double Twice => 2;")]
    public void Find_DocumentedOrNoOption_FindsNothing(string member)
    {
        OptionRule.Find(Nested(member)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("public double Share { get; set; } = 0.2;", "A.cs: Options.Share is not documented")]
    [InlineData("/// <summary>Share of rows.</summary>\npublic double Share { get; set; }", "A.cs: Options.Share does not state its default")]
    [InlineData("/// <summary>Default 1.</summary>\npublic double Share { get; init; }",
        "A.cs: Options.Share is init-only; options are mutable, and trainers copy them")]
    public void Find_Undocumented_NamesTheOption(string member, string expected)
    {
        OptionRule.Find(Nested(member)).Should().Equal(expected);
    }

    [Fact]
    public void Find_RecordOfItsOwn_IsHeldToTheSame()
    {
        OptionRule.Find(new("A.cs", "public record GroupingOptions { public int Gap { get; set; } }")).Should()
            .Equal("A.cs: GroupingOptions.Gap is not documented");
        OptionRule.Find(new("A.cs", "public record GroupingOptions(int Gap);")).Should().ContainSingle().Which.Should().Contain("positional");
    }

    private static SourceFile Nested(string member) => new("A.cs", $"public class A {{ public sealed class Options {{ {member} }} }}");
}
