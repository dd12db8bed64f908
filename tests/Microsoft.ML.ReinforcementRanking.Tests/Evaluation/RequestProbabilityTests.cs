using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the probabilities of the candidates of a request.</summary>
public class RequestProbabilityTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void AddRequestProbabilities_Scores_GivesASoftmaxForEachRequest()
    {
        var added = Add(new("a", 0), new("a", MathF.Log(3)), new("b", 800), new("c", -2), new("c", -2));

        added.GetColumn<float>("Probability").Select(value => MathF.Round(value, 5)).Should().Equal(0.25f, 0.75f, 1, 0.5f, 0.5f);
        added.GetColumn<float>("Score").Should().Equal(0, MathF.Log(3), 800, -2, -2);
        added.GetRowCount().Should().Be(5);
    }

    [Fact]
    public void AddRequestProbabilities_SomeRowsOnly_GivesTheirProbabilitiesAmongAll()
    {
        var added = Add(new("a", 0), new("a", MathF.Log(3)) { Chosen = true }, new("b", 1) { Chosen = true }, new("b", 1));

        var chosen = _context.Data.FilterByCustomPredicate<Scored>(added, row => !row.Chosen);

        chosen.GetColumn<float>("Probability").Select(value => MathF.Round(value, 5)).Should().Equal(0.75f, 0.5f);
    }

    [Fact]
    public void EvaluateOffPolicy_OfTheChosenRows_WeighsThemByTheirProbabilities()
    {
        var candidates = _context.Candidates();
        var scored = _context.Transforms.CopyColumns("Score", "Relevance").Fit(candidates).Transform(candidates);

        var chosen = _context.Data.FilterByCustomPredicate<CandidateRow>(_context.Ranking.AddRequestProbabilities(scored, "Request"), row => !row.Chosen);
        var metrics = _context.Ranking.EvaluateOffPolicy(chosen, ["Label"]);

        var weighted = CandidateLog.Rows.GroupBy(row => row.Request).Select(request =>
        {
            var shown = request.Single(row => row.Chosen);
            return shown.Label * Math.Exp(shown.Relevance) / request.Sum(row => Math.Exp(row.Relevance)) / shown.Propensity;
        });
        metrics.RowCount.Should().Be(CandidateLog.RequestCount);
        metrics.Responses[0].Ips.Value.Should().BeApproximately(weighted.Average(), 1e-5);
    }

    [Fact]
    public void AddRequestProbabilities_Page_GivesThoseAmongTheRowsThatAreLeft()
    {
        // The page of a, with weights 3, 2 and 1, is "second, first", and that of b is its second row.
        var added = AddPages(new("a", MathF.Log(3)) { Chosen = true, Position = 2 }, new("a", MathF.Log(2)) { Chosen = true, Position = 1 }, new("a", 0),
            new("b", 0), new("b", 0) { Chosen = true, Position = 1 });

        added.GetColumn<float>("Probability").Select(value => MathF.Round(value, 5)).Should()
            .Equal(MathF.Round(3f / 4, 5), MathF.Round(2f / 6, 5), MathF.Round(1f / 6, 5), 0.5f, 0.5f);
    }

    [Fact]
    public void AddRequestProbabilities_PageOfAllCandidates_EndsWithCertainty()
        => AddPages(new("a", 5) { Chosen = true, Position = 0 }, new("a", -400) { Chosen = true, Position = 1 }).GetColumn<float>("Probability").Should()
            .Equal(1, 1);

    [Fact]
    public void AddRequestProbabilities_PositionTwice_NamesTheRow() => FluentActions.Invoking(() => AddPages(
        new("a", 0) { Chosen = true, Position = 1 }, new("a", 0) { Chosen = true, Position = 1 }).GetColumn<float>("Probability").ToArray())
        .Should().Throw<InvalidOperationException>().WithMessage("Row 1 *position column 'Position': the value is 1, which another row *");

    [Theory]
    [InlineData("Chosen", null, "*positionColumnName*")]
    [InlineData(null, "Position", "*chosenColumnName*")]
    public void AddRequestProbabilities_HalfOfThePageColumns_NamesTheOther(string? chosen, string? position, string message)
        => FluentActions.Invoking(() => _context.Ranking.AddRequestProbabilities(_context.Data.LoadFromEnumerable([new Scored()]), "Request", chosen, position))
            .Should().Throw<ArgumentException>().WithMessage("Name both the chosen column and the position column " + message);

    [Fact]
    public void AddRequestProbabilities_RequestThatComesBack_NamesTheRow() => Failure(new("a", 0), new("b", 0), new("a", 0))
        .Should().Match("Row 2 *Request 'a'*request column 'Request': other requests stand between this row and earlier rows of its request. *");

    [Fact]
    public void AddRequestProbabilities_ScoreThatIsNotFinite_NamesTheRow() => Failure(new("a", 0), new("a", float.NaN))
        .Should().Match("Row 1 *score column 'Score': the value is NaN, but it must be finite. *");

    [Fact]
    public void AddRequestProbabilities_NoScores_NamesTheRemedy()
    {
        var add = () => _context.Ranking.AddRequestProbabilities(_context.Candidates(), "Request");

        add.Should().Throw<ArgumentException>().WithMessage("*score column 'Score'*Score the data with a fitted model*");
    }

    private string Failure(params Scored[] rows)
        => FluentActions.Invoking(() => Add(rows).GetColumn<float>("Probability").ToArray()).Should().Throw<InvalidOperationException>().Which.Message;

    private IDataView Add(params Scored[] rows) => _context.Ranking.AddRequestProbabilities(_context.Data.LoadFromEnumerable(rows), "Request");

    private IDataView AddPages(params Scored[] rows)
        => _context.Ranking.AddRequestProbabilities(_context.Data.LoadFromEnumerable(rows), "Request", "Chosen", "Position");

    /// <summary>Represents a scored candidate.</summary>
    private sealed class Scored
    {
        public Scored()
        {
        }

        public Scored(string request, float score) => (Request, Score) = (request, score);

        public string Request { get; set; } = "";

        public float Score { get; set; }

        public bool Chosen { get; set; }

        /// <summary>The position of a chosen row. It is NaN in the others, in which it must not be read.</summary>
        public float Position { get; set; } = float.NaN;
    }
}
