namespace Microsoft.ML.ReinforcementRanking.Tests.HouseRules;

public class LayerRuleTests
{
    private const string House = "Microsoft.ML.Trainers.ReinforcementRanking";

    /// <summary>Creates a public type of the shared namespace that is declared in a layer.</summary>
    private static readonly SourceFile Model = new("Models/Model.cs", $"namespace {House}; public class Model {{ public int Weights; }}");

    private static readonly SourceFile Plan = new("Plans/Plan.cs", $"namespace {House}.Plans; internal class Plan {{ }}");

    [Fact]
    public void Find_UseOfALayerBelow_FindsNothing()
    {
        var user = new SourceFile("Models/User.cs", $"using {House}.Plans; namespace {House}.Models; class User {{ Plan p = new(); Model m = new(); }}");

        LayerRule.Find([Model, Plan, user]).Should().BeEmpty();
    }

    [Theory]
    [InlineData("class User { void M(Model model) { } }")]
    [InlineData("class User { object M() => new Model(); }")]
    [InlineData("class User { int M(dynamic d) { var m = Make(); return m.Weights; } static T Make<T>() => default; }", false)]
    [InlineData("class User : System.Collections.Generic.List<Model> { }")]
    [InlineData("class User { const string Name = nameof(Microsoft.ML.Trainers.ReinforcementRanking.Model); }")]
    public void Find_UseOfALayerAbove_NamesFileAndLayer(string code, bool found = true)
    {
        var user = new SourceFile("Plans/User.cs", $"namespace {House}.Plans; {code}");

        LayerRule.Find([Model, user]).Should().Equal(found ? ["Plans/User.cs: uses Models"] : []);
    }

    [Fact]
    public void Find_MemberOfAForbiddenTypeThroughVar_IsSeen()
    {
        var bridge = new SourceFile("Trainers/Bridge.cs", $"namespace {House}; public static class Bridge {{ public static Model Make() => new(); }}");
        var user = new SourceFile("Plans/User.cs", $"namespace {House}.Plans; class User {{ int M() {{ var model = Bridge.Make(); return model.Weights; }} }}");

        LayerRule.Find([Model, bridge, user]).Should().BeEquivalentTo("Plans/User.cs: uses Trainers", "Plans/User.cs: uses Models");
    }

    [Fact]
    public void Find_UsingOfALayerBeside_IsSeenThoughUnused()
    {
        var user = new SourceFile("Networks/User.cs", $"using {House}.Sessions; namespace {House}.Networks; class User {{ }}");
        var beside = new SourceFile("Sessions/Log.cs", $"namespace {House}.Sessions; class Log {{ }}");

        LayerRule.Find([beside, user]).Should().Equal("Networks/User.cs: uses Sessions");
    }

    [Theory]
    [InlineData("Models/User.cs", false)]
    [InlineData("Sessions/Log.cs", false)]
    [InlineData("Learning/TransitionBatch.cs", true)]
    [InlineData("Networks/User.cs", true)]
    public void Find_TorchSharp_IsKeptToItsPlaces(string path, bool allowed)
    {
        var user = new SourceFile(path, "class User { object M() => TorchSharp.torch.rand(2); }");

        LayerRule.Find([user]).Should().Equal(allowed ? [] : [$"{path}: uses TorchSharp"]);
    }

    [Fact]
    public void Find_UnknownFolder_IsNoLayer()
    {
        LayerRule.Find([new("Utilities/Helper.cs", "class Helper { }")]).Should().Equal("Utilities/Helper.cs: 'Utilities' is not a layer");
    }
}
