using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests the probabilities that a policy gives the rows of logged pages, against those that it reports when it draws the pages.</summary>
[Collection(GlobalState.Name)]
public class PageProbabilityTests
{
    private static readonly MLContext Context = new(1);

    private static readonly string[] Candidates = ["video 5", "video 0", "video 2", "video 3"];

    private static Transformer Model => ContractTrainers.Named("TscacExactOfText").Model;

    private static CategoricalPolicy Policy => Model.Model.CategoricalPolicy!;

    [Fact]
    public void AddPageProbabilities_DrawnPages_AreThoseOfTheDraws()
    {
        var rows = Pages(12, length: 3);
        var options = Options();
        options.PositionProbabilityColumnName = "PositionProbability";

        var added = Read(Context.Ranking.AddPageProbabilities(Model, View(rows), options), withPositions: true);

        added.Select(row => row.Probability).Should().Equal(rows.Select(row => row.Expected), (one, other) => Math.Abs(one - other) < 1e-6f);
        foreach (var page in rows.Zip(added).Chunk(3))
        {
            var positions = Policy.PositionProbabilities(page[0].First.Features, [.. page.Select(row => row.First.ActionText)], Candidates);
            foreach (var ((_, row), position) in page.Zip(positions))
            {
                row.PositionProbability.Should().BeApproximately((float)position.Probability, (float)(6 * position.StandardError) + 1e-6f);
                (row.StandardError > 0).Should().Be(position.Position == 3);
            }
        }
    }

    [Fact]
    public void AddPageProbabilities_RowsOfAPageInAnyOrder_GetTheSame()
    {
        var rows = Pages(6, length: 3);
        Row[] shuffled = [.. rows.Chunk(3).SelectMany(page => new[] { page[2], page[0], page[1] })];

        float[] Probabilities(Row[] log) => [.. Read(Context.Ranking.AddPageProbabilities(Model, View(log), Options())).Select(row => row.Probability)];

        Probabilities(shuffled).Should().Equal(Probabilities(rows).Chunk(3).SelectMany(page => new[] { page[2], page[0], page[1] }));
    }

    [Fact]
    public void AddPageProbabilities_ActionsThatThePolicyWouldNotPlace_HaveProbabilityZero()
    {
        var rows = Pages(1, length: 3);
        string[] third = ["newest", rows[0].ActionText, "video 1"];
        var expected = Policy.ActionProbabilities(rows[0].Features, Candidates);
        foreach (var action in third)
        {
            rows[2].ActionText = action;
            var options = Options();
            options.PositionProbabilityColumnName = "PositionProbability";

            var added = Read(Context.Ranking.AddPageProbabilities(Model, View(rows), options), withPositions: true);

            added[0].Probability.Should().BeApproximately(expected[Array.IndexOf(Candidates, rows[0].ActionText)], 1e-6f);
            (added[2].Probability, added[2].PositionProbability, added[2].StandardError).Should().Be((0, 0, 0));
        }
    }

    [Fact]
    public void AddPageProbabilities_PolicyWithASetColumn_ReadsIt()
    {
        var model = Context.Ranking.Trainers.BehaviorCloning(new FitSettings { Epochs = 1, HasEligibleActions = true }.ToBehaviorCloning("ActionText"))
            .Fit(Context.View());
        var rows = Pages(4, length: 1);

        var added = Read(Context.Ranking.AddPageProbabilities(model, View(rows), new()));

        added.Select(row => row.Probability).Should()
            .Equal(model.Transform(View(rows)).GetColumn<float>("Probability"), (one, other) => Math.Abs(one - other) < 1e-6f);
    }

    [Fact]
    public void EvaluateOffPolicy_ThePolicyOfTheLog_HasTheValueOfTheLog()
    {
        var rows = Pages(40, length: 2);
        PageProbabilityOptions options = Options(), ofTheLog = Options();
        (options.PositionProbabilityColumnName, ofTheLog.PositionProbabilityColumnName) = ("PositionProbability", "PositionPropensity");
        ofTheLog.ProbabilityColumnName = "Propensity";
        var scored = Context.Ranking.AddPageProbabilities(Model, Context.Ranking.AddPageProbabilities(Model, View(rows), options), ofTheLog);

        var page = Context.Ranking.EvaluateOffPolicy(scored, ["Label"], rowGroupColumnName: null, options: new()
        {
            RequestColumnName = "Request",
            PositionColumnName = "Position",
            PositionProbabilityColumnName = "PositionProbability",
            PositionPropensityColumnName = "PositionPropensity",
            NumberOfBootstrapSamples = 0,
        }).Responses[0].Page!;

        page.Estimates.Values.Should().OnlyContain(estimate => Math.Abs(estimate.Value - page.LoggedMean) < 1e-5);
    }

    [Fact]
    public void AddPageProbabilities_BadOptions_AreListed()
    {
        var options = new PageProbabilityOptions { RequestColumnName = "", NumberOfDraws = 5 };

        FluentActions.Invoking(() => Context.Ranking.AddPageProbabilities(Model, View([]), options)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*RequestColumnName must be a column name*NumberOfDraws must be at least 10000, but was 5.*");
    }

    [Fact]
    public void AddPageProbabilities_DrawsThatNoOutputNeeds_AreRefused()
    {
        var options = new PageProbabilityOptions { RequestColumnName = "Request", NumberOfDraws = 20_000 };

        FluentActions.Invoking(() => Context.Ranking.AddPageProbabilities(Model, View([]), options)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("*NumberOfDraws*without a PositionProbabilityColumnName*");
    }

    [Fact]
    public void AddPageProbabilities_RequestInTwoPlaces_NamesTheRow()
    {
        var rows = Pages(2, length: 2);

        FluentActions.Invoking(() => Context.Ranking.AddPageProbabilities(Model, View([.. rows, rows[0]]), Options())).Should()
            .Throw<InvalidOperationException>().WithMessage("Row 4 *Request 'r0'*other requests stand between *");
    }

    [Fact]
    public void AddPageProbabilities_MissingColumns_AreNamed()
    {
        void Fails(Action<PageProbabilityOptions> change, string message)
        {
            var options = Options();
            change(options);
            FluentActions.Invoking(() => Context.Ranking.AddPageProbabilities(Model, View(Pages(1, 1)), options)).Should()
                .Throw<ArgumentException>().WithMessage(message);
        }

        Fails(options => options.RequestColumnName = "Nowhere", "*request column 'Nowhere'*");
        Fails(options => options.PositionColumnName = "Nowhere", "*position column 'Nowhere'*");
        Fails(options => options.EligibleActionColumnName = "Nowhere", "*eligible actions column 'Nowhere'*");
        Fails(options => options.EligibleActionColumnName = "Label", "*eligible actions column 'Label': expected a vector whose items are text*");
    }

    [Fact]
    public void AddPageProbabilities_ContinuousActions_AreRefused()
        => FluentActions.Invoking(() => Context.Ranking.AddPageProbabilities(ContractTrainers.Named("ContinuousCloning").Model, View(Pages(1, 1)), Options()))
            .Should().Throw<InvalidOperationException>().WithMessage("*needs a policy over a catalog*");

    private static PageProbabilityOptions Options() => new() { EligibleActionColumnName = "EligibleText" };

    private static IDataView View(Row[] rows) => Context.Data.LoadFromEnumerable(rows);

    private static Added[] Read(IDataView data, bool withPositions = false)
    {
        var scored = withPositions ? Context.Transforms.CopyColumns("StandardError", "PositionProbability.StandardError").Fit(data).Transform(data) : data;
        return [.. Context.Data.CreateEnumerable<Added>(scored, reuseRowObject: false, ignoreMissingColumns: true)];
    }

    /// <summary>Draws pages, and the rows that a service logs of them.</summary>
    private static Row[] Pages(int count, int length) => [.. Enumerable.Range(0, count).SelectMany(request =>
    {
        var features = ContractLog.Rows[request].Features;
        return Policy.SamplePage(features, length, Candidates, seed: request).Actions.Select(action => new Row
        {
            Request = $"r{request}",
            Position = action.Position,
            Features = features,
            ActionText = action.Id,
            EligibleText = Candidates,
            Label = request % 7 + action.Position,
            Expected = (float)action.Probability,
        });
    })];

    private sealed class Row
    {
        public string Request { get; set; } = "";

        public int Position { get; set; }

        [VectorType(ContractLog.FeatureCount)]
        public float[] Features { get; set; } = [];

        public string ActionText { get; set; } = "";

        public string[] EligibleText { get; set; } = [];

        public float Label { get; set; }

        public float Expected { get; set; }
    }

    private sealed class Added
    {
        public float Probability { get; set; }

        public float PositionProbability { get; set; }

        public float StandardError { get; set; }
    }
}
