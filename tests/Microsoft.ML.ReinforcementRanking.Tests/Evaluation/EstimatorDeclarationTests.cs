using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.ML.ReinforcementRanking.Tests.HouseRules;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>
/// Tests that an estimator is declared once. The metrics, the console, the documentation, and the tests of all estimators follow the declarations.
/// </summary>
public sealed class EstimatorDeclarationTests
{
    private const string Page = "docs/off-policy-evaluation.md";

    private static readonly Estimator[] Declared = [.. EstimatorList.All.Where(estimator => estimator.Role != EstimatorRole.Logged)];

    [Fact]
    public void Declarations_EveryOne_IsShownByAPropertyOfTheMetrics()
    {
        PropertiesOf<ResponseMetrics>().Should().BeEquivalentTo(NamesOf(EstimatorLevel.Row));
        PropertiesOf<SessionReturnMetrics>().Should().BeEquivalentTo(NamesOf(EstimatorLevel.Session));
        PropertiesOf<PageMetrics>().Should().BeEquivalentTo(NamesOf(EstimatorLevel.Page));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Metrics_ValuesAndStates_HaveEveryEstimateThatApplies(bool isSession)
    {
        var options = new OffPolicyOptions
        {
            DiscountFactor = isSession ? SessionWorld.Discount : null,
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
            StateColumnName = "State",
            NumberOfBootstrapSamples = 0,
        };
        var metrics = ScoredLog.Evaluate(SessionWorld.WithValues(SessionWorld.Log(50, seed: 3), isSession ? SessionWorld.Discount : 0), options);

        var response = metrics.Responses[0];
        string[] applying = [.. Declared.Where(estimator => estimator.AppliesTo(options)).Select(estimator => estimator.Name)];
        string[] shown = [.. response.Estimates.Keys, .. response.SessionReturn?.Estimates.Keys ?? []];
        shown.Should().Equal(applying);
        foreach (var estimator in Declared.Where(estimator => estimator.AppliesTo(options)))
            metrics.ToString().Should().Contain($" {estimator.Label}  ");
        (isSession ? (object?)response.SessionReturn : response)!.GetType().GetProperties()
            .Where(property => property.PropertyType == typeof(OffPolicyEstimate))
            .Should().OnlyContain(property => property.GetValue(isSession ? (object?)response.SessionReturn : response) != null);
    }

    [Fact]
    public void Documentation_TableOfEstimators_IsTheDeclarations()
    {
        var table = File.ReadAllLines(Path.Combine(Repository.Root, Page))
            .SkipWhile(line => !line.StartsWith("| estimator | formula | needs | source |", StringComparison.Ordinal)).Skip(2)
                .TakeWhile(line => line.StartsWith('|'));

        table.Should().Equal(Declared.Select(Describe));
    }

    [Fact]
    public void Library_EstimatorNames_StandInAFewPlacesOnly()
    {
        var words = SourceFile.Library.Where(
            file => file.Path is not ("Evaluation/OffPolicy/ResponseMetrics.cs" or "Evaluation/OffPolicy/SessionReturnMetrics.cs"
                or "Evaluation/OffPolicy/Pages/PageMetrics.cs"))
            .SelectMany(file => file.Tree.GetRoot().DescendantTokens(descendIntoTrivia: true)
                .Where(token => token.IsKind(SyntaxKind.IdentifierToken) || token.IsKind(SyntaxKind.StringLiteralToken)))
            .CountBy(token => token.ValueText).ToDictionary();

        // The declarations, one for each level that has the name, and one more place.
        Declared.CountBy(estimator => estimator.Name).Should().OnlyContain(name => words.GetValueOrDefault(name.Key) <= name.Value + 1);
    }

    private static string Describe(Estimator estimator)
    {
        var needs = estimator.Needs switch
        {
            EstimatorNeeds.Values => "value columns",
            EstimatorNeeds.States => "a state column",
            EstimatorNeeds.PositionWeights => "position weights",
            _ => "",
        };
        var level = estimator.Level switch
        {
            EstimatorLevel.Session => "SessionReturn.",
            EstimatorLevel.Page => "Page.",
            _ => "",
        };
        return $"| `{level}{estimator.Name}` | `{estimator.Formula}` | {needs} | {estimator.Source} |";
    }

    private static IEnumerable<string> NamesOf(EstimatorLevel level)
        => Declared.Where(estimator => estimator.Level == level).Select(estimator => estimator.Name);

    private static IEnumerable<string> PropertiesOf<T>() =>
        typeof(T).GetProperties().Where(property => property.PropertyType == typeof(OffPolicyEstimate)).Select(property => property.Name);
}
