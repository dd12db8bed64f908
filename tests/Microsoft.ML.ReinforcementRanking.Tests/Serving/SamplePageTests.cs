using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Serving;

/// <summary>Tests pages that are drawn from a policy, and what they report for the log.</summary>
[Collection(GlobalState.Name)]
public class SamplePageTests
{
    private static readonly string[] Eligible = ["video 5", "video 0", "video 2"];

    private static readonly float[] State = [1, -1, 0.5f, 2];

    private static CategoricalPolicy Policy => ContractTrainers.Named("TscacExactOfText").Model.Model.CategoricalPolicy!;

    [Fact]
    public void SamplePage_OneSeed_GivesOnePageWhateverTheOrder()
    {
        var page = Policy.SamplePage(State, 2, Eligible, seed: 7);

        Describe(Policy.SamplePage(State, 2, [.. Eligible.Reverse(), Eligible[0]], seed: 7)).Should().Equal(Describe(page));
        page.Seed.Should().Be(7);
        Enumerable.Range(0, 50).Select(seed => Policy.SamplePage(State, 2, Eligible, seed).ToString()).Distinct().Should().HaveCountGreaterThan(1);
    }

    [Fact]
    public void SamplePage_Probabilities_AreThoseOfThePolicyAmongTheRest()
    {
        var page = Policy.SamplePage(State, 3, Eligible, seed: 1);

        string[] ids = [.. page.Actions.Select(action => action.Id)];
        page.Actions.Select(action => action.Position).Should().Equal(1, 2, 3);
        page.Actions.Select(action => action.Probability).Should().Equal(
            [Share(ids, ids[0]), Share(ids[1..], ids[1]), 1], (one, other) => Math.Abs(one - other) < 1e-6);
        page.LogProbability.Should().BeApproximately(page.Actions.Sum(action => Math.Log(action.Probability)), 1e-12);
        var scores = Policy.TopActions(State, 3, Eligible).ToDictionary(action => action.Id, action => action.Score);
        page.Actions.Should().OnlyContain(action => action.Score == scores[action.Id]);

        static double Share(string[] rest, string id) => Policy.ActionProbabilities(State, rest)[Array.IndexOf(rest, id)];
    }

    [Fact]
    public void SamplePage_WithExploration_ReportsTheMixture()
    {
        var page = Policy.SamplePage(State, 3, Eligible, seed: 1, exploration: 0.25);

        string[] ids = [.. page.Actions.Select(action => action.Id)];
        page.Actions.Select(action => action.Probability).Should().Equal(
            [Mixed(ids, ids[0]), Mixed(ids[1..], ids[1]), 1], (one, other) => Math.Abs(one - other) < 1e-6);
        page.LogProbability.Should().BeApproximately(page.Actions.Sum(action => Math.Log(action.Probability)), 1e-12);

        static double Mixed(string[] rest, string id)
            => 0.75 * Policy.ActionProbabilities(State, rest)[Array.IndexOf(rest, id)] + 0.25 / rest.Length;
    }

    [Fact]
    public void SamplePage_MostProbablePage_IsThatOfTopActions()
    {
        var best = Enumerable.Range(0, 300).Select(seed => Policy.SamplePage(State, 2, Eligible, seed)).MaxBy(page => page.LogProbability)!;

        best.Actions.Select(action => action.Id).Should().Equal(Policy.TopActions(State, 2, Eligible).Select(action => action.Id));
    }

    [Fact]
    public void SamplePage_WholeCatalog_NeverRepeatsAnAction()
        => Enumerable.Range(0, 100).Select(seed => Policy.SamplePage(State, 10, seed: seed)).Should()
            .OnlyContain(page => page.Actions.Select(action => action.Id).Distinct().Count() == ContractLog.ActionCount);

    [Fact]
    public void SamplePage_WithoutASeed_DrawsAnewAndReportsIt()
    {
        var pages = Enumerable.Range(0, 20).Select(_ => Policy.SamplePage(State, 3)).ToArray();

        pages.Select(page => page.Seed).Should().OnlyHaveUniqueItems();
        pages.Should().OnlyContain(page => page.ToString() == Policy.SamplePage(State, 3, null, page.Seed).ToString());
    }

    [Fact]
    public void PositionProbabilities_OfAPage_ReportTheirErrors()
    {
        string[] page = ["video 2", "video 5", "video 0"];

        var positions = Policy.PositionProbabilities(State, page, Eligible);

        positions.Select(position => (position.Position, position.Id)).Should().Equal((1, "video 2"), (2, "video 5"), (3, "video 0"));
        positions[0].Probability.Should().BeApproximately(Policy.ActionProbabilities(State, page)[0], 1e-6);
        positions.Select(position => position.StandardError > 0).Should().Equal(false, false, true);
        positions.Should().OnlyContain(position => position.Probability > 0 && position.Probability < 1);
    }

    [Fact]
    public void PositionProbabilities_DrawnPages_HaveTheseFrequencies()
    {
        const int Draws = 20_000;
        var pages = Enumerable.Range(0, Draws).Select(seed => Policy.SamplePage(State, 3, seed: seed)).ToArray();
        string[] page = [.. pages[0].Actions.Select(action => action.Id)];

        foreach (var position in Policy.PositionProbabilities(State, page))
        {
            var frequency = pages.Count(other => other.Actions[position.Position - 1].Id == position.Id) / (double)Draws;
            frequency.Should().BeApproximately(position.Probability, 4 * Math.Sqrt(0.25 / Draws));
        }
    }

    [Fact]
    public void SamplePage_BadRequests_SayWhatIsWrong()
    {
        FluentActions.Invoking(() => Policy.SamplePage(State, 0)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*('0')*'1'*");
        FluentActions.Invoking(() => Policy.SamplePage(State, 1, exploration: 1.5)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0 to 1*1.5*");
        FluentActions.Invoking(() => Policy.SamplePage(State, 1, exploration: double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Policy.SamplePage(State, 1, [])).Should().Throw<ArgumentException>().WithMessage("No action is eligible. *");
        FluentActions.Invoking(() => Policy.SamplePage(State, 1, ["late"])).Should().Throw<ArgumentException>().WithMessage("1 of 1 eligible actions *'late'*");
        FluentActions.Invoking(() => Policy.SamplePage([1], 1)).Should().Throw<ArgumentException>().WithMessage("The model was trained on 4 features, *");
    }

    [Theory]
    [InlineData("", "The page has no action.*")]
    [InlineData("video 5,video 0,video 5", "The action 'video 5' is on the page twice.*")]
    [InlineData("video 5,video 4", "The action 'video 4' of the page is not one of the eligible actions.*")]
    [InlineData("late", "The action 'late' of the page is not one of the eligible actions.*")]
    public void PositionProbabilities_BadPage_SaysWhatIsWrong(string page, string message)
        => FluentActions.Invoking(() => Policy.PositionProbabilities(State, page.Split(',', StringSplitOptions.RemoveEmptyEntries), Eligible)).Should()
            .Throw<ArgumentException>().WithMessage(message);

    [Fact]
    public void PositionProbabilities_FewDraws_SaysHowManyItTakes()
        => FluentActions.Invoking(() => Policy.PositionProbabilities(State, ["video 1"], numberOfDraws: 9_999)).Should()
            .Throw<ArgumentOutOfRangeException>().WithMessage("*9999*10000*");

    [Fact]
    public void Engine_OnManyThreads_DrawsThePagesOfThePolicy()
    {
        var context = new MLContext(1);
        using var engine = context.Model.CreateActionRankingEngine<RawState>(ContractTrainers.Named("TscacExactOfText").Model);
        var expected = Enumerable.Range(0, 64).Select(seed => Policy.SamplePage(State, 2, Eligible, seed).ToString()).ToArray();
        var drawn = new string[64];

        Parallel.For(0, 64, seed => drawn[seed] = engine.SamplePage(new() { Features = State }, 2, Eligible, seed).ToString());

        drawn.Should().Equal(expected);
        engine.SamplePage(new() { Features = State }, 2, Eligible, seed: 3, exploration: 0.5).ToString().Should()
            .Be(Policy.SamplePage(State, 2, Eligible, seed: 3, exploration: 0.5).ToString());
        engine.PositionProbabilities(new() { Features = State }, Eligible, seed: 3).Select(position => $"{position}").Should()
            .Equal(Policy.PositionProbabilities(State, Eligible, seed: 3).Select(position => $"{position}"));
        Parallel.For(0, 64, call => engine.SamplePage(new() { Features = State }, 2));
    }

    private static IEnumerable<string> Describe(SampledPage page) => page.Actions.Select(action => $"{action}").Append($"{page.LogProbability}");

    private sealed class RawState
    {
        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }
}
