using Microsoft.ML.Data;
using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests what every trainer of a policy over a catalog guarantees if each row is a candidate of a request.</summary>
[Collection(GlobalState.Name)]
[ContractOf(ContractKind.Catalog)]
public sealed class CandidateContract
{
    private static readonly FitSettings Settings = new() { Epochs = 1, HasCandidates = true };

    private readonly MLContext _context = new(1);

    [Theory]
    [Trainers]
    public void GetOutputSchema_Candidates_PromisesWhatTheModelDelivers(string name)
    {
        var promised = ContractTrainers.Named(name).Create(_context, Settings).GetOutputSchema(_context.Candidates().Schema.ToShape());

        promised.Describe().Should().Equal(Model(name).Transform(_context.Candidates()).Schema.ToShape().Describe());
    }

    [Theory]
    [Trainers]
    public void Model_OfCandidates_HasTheirPolicyAlone(string name)
    {
        var model = Model(name).Model;

        model.CandidatePolicy.Should().NotBeNull();
        model.CategoricalPolicy.Should().BeNull();
        model.Critics.Select(critic => critic.ResponseColumnName).Should().Equal(ContractTrainers.Named(name).CriticNames);
    }

    [Theory]
    [Trainers]
    public void Fit_SameSeed_GivesTheSameBytes(string name)
    {
        var schema = _context.Candidates().Schema;

        ModelBytes.OfFile(ContractTrainers.Named(name).Fit(Settings, _context.Candidates()), schema).Should().Be(ModelBytes.OfFile(Model(name), schema));
    }

    [Theory]
    [Trainers]
    public void Fit_RequestsOfAnotherType_GivesTheSameBytes(string name)
    {
        var schema = _context.Candidates().Schema;

        ModelBytes.OfFile(ContractTrainers.Named(name).Fit(Settings with { Request = "RequestText" }, _context.Candidates()), schema).Should()
            .Be(ModelBytes.OfFile(Model(name), schema));
    }

    [Theory]
    [Trainers]
    public void Rank_RowsOfARequest_AreThoseOfTheTransformer(string name)
    {
        var scored = Score(Model(name), CandidateLog.Rows);
        foreach (var request in CandidateLog.Rows.Zip(scored).Take(40).GroupBy(row => row.First.Request).SkipLast(1))
        {
            (CandidateRow Row, Prediction Scored)[] rows = [.. request];
            var ranked = Model(name).Model.CandidatePolicy!.Rank([.. rows.Select(row => row.Row.Features)]);

            ranked.Select(candidate => (candidate.Score, candidate.Probability)).Should()
                .Equal(ranked.Select(candidate => (rows[candidate.Index].Scored.Score, rows[candidate.Index].Scored.Probability)));
            ranked.Select(candidate => candidate.Score).Should().BeInDescendingOrder();
            ranked.Sum(candidate => candidate.Probability).Should().BeApproximately(1, 1e-5f);
            ranked.Select(candidate => candidate.Index).Should().BeEquivalentTo(Enumerable.Range(0, rows.Length));
        }
    }

    [Theory]
    [Trainers]
    public void WithTemperature_Two_HalvesTheScores(string name)
    {
        var (cold, warm) = (Score(Model(name), CandidateLog.Rows), Score(Model(name).WithTemperature(2), CandidateLog.Rows));

        foreach (var (before, after) in cold.Zip(warm))
        {
            after.Score.Should().BeApproximately(before.Score / 2, 1e-5f);
            after.ResponseValues.Should().Equal(before.ResponseValues);
        }
    }

    [Theory]
    [Trainers]
    public void CrossValidate_ByRequest_RanksEveryFold(string name)
    {
        var trainer = ContractTrainers.Named(name).Create(_context, Settings);

        var results = _context.Ranking.CrossValidate(_context.Candidates(), trainer, 2, "Relevance", "Request", seed: 1);

        results.Should().HaveCount(2);
    }

    [Theory]
    [Trainers]
    public void CrossValidatePolicy_BySession_EvaluatesTheChosenRowsOfEveryFold(string name)
    {
        var result = _context.Ranking.CrossValidatePolicy(_context.Candidates(), ContractTrainers.Named(name).Create(_context, Settings), ["Label", "Click"],
            options: new() { NumberOfFolds = 2, Seed = 1, RequestColumnName = "Request", ChosenColumnName = "Chosen" });

        result.Folds.Select(fold => fold.Metrics.RowCount).Sum().Should().Be(CandidateLog.RequestCount);
        result.Pooled.RowCount.Should().Be(CandidateLog.RequestCount);
        // Each fold consists of whole sessions, with all of their candidates.
        var sessions = result.Folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<uint>("GroupId").Distinct().ToArray()).ToArray();
        sessions[0].Should().NotIntersectWith(sessions[1]);
        result.Folds.Sum(fold => fold.ScoredHoldOutSet.GetColumn<uint>("GroupId").Count()).Should().Be(CandidateLog.Rows.Length);
    }

    [Theory]
    [Trainers]
    public void Fit_Pages_LearnsFromEachPosition(string name)
    {
        var pages = _context.Candidates(CandidateLog.Draw(seed: 1, chosen: 2));

        var model = ContractTrainers.Named(name).Fit(Settings with { Position = "Position" }, pages);

        model.Transform(pages).ReadScores().Should().OnlyContain(row => row.All(float.IsFinite));
    }

    [Theory]
    [Trainers]
    public void Fit_BadRequests_NamesTheRow(string name)
    {
        Fails(rows => rows[0].Chosen = rows[1].Chosen = rows[2].Chosen = rows[3].Chosen = rows[4].Chosen = rows[5].Chosen = false, position: null,
            "Row 0 *GroupId 1, Request 1, *chosen column 'Chosen': none of the *");
        Fails(rows => Array.ForEach(rows[..3], row => (row.Chosen, row.Label, row.Click) = (true, 1, 1)), position: null,
            "Row 1 *chosen column 'Chosen': the value is true, but row 0 of the same request is chosen, too. *");
        Fails(rows => Array.ForEach(rows[..3], row => (row.Chosen, row.Position, row.Label, row.Click) = (true, 1, 1, 1)), "Position",
            "Row 1 *position column 'Position': the value is 1, which another row of the request has, too. *");

        void Fails(Action<CandidateRow[]> spoil, string? position, string message)
        {
            var rows = CandidateLog.Draw(seed: 1);
            spoil(rows);
            var fit = () => ContractTrainers.Named(name).Fit(Settings with { Position = position }, _context.Candidates(rows));
            fit.Should().Throw<InvalidOperationException>().WithMessage(message);
        }
    }

    [Theory]
    [Trainers]
    public void Fit_ColumnsOfAnotherType_NamesTheColumnAndTheType(string name)
    {
        Fails("Request", "request");
        Fails("Chosen", "chosen");

        void Fails(string spoiled, string role)
        {
            var data = _context.Transforms.CopyColumns(spoiled, "Relevance").Fit(_context.Candidates()).Transform(_context.Candidates());
            FluentActions.Invoking(() => ContractTrainers.Named(name).Fit(Settings, data)).Should().Throw<ArgumentOutOfRangeException>()
                .WithMessage($"*{role} column '{spoiled}': expected *got Single*");
        }
    }

    [Fact]
    public void Load_InANewProcessWithoutTorch_ScoresTheSameBytes()
    {
        var names = ContractTrainers.All.Where(trainer => trainer.Kind == ContractKind.Catalog).Select(trainer => trainer.Name).ToArray();
        var files = names.Select(_ => Path.GetTempFileName()).ToArray();
        foreach (var (name, file) in names.Zip(files))
            _context.Model.Save(Model(name), _context.Candidates().Schema, file);

        var child = ChildProcess.RunWithoutTorch(ScoringProcess.ScoreCandidates, files);
        Array.ForEach(files, File.Delete);

        child.Error.Should().BeEmpty();
        child.Output.Should().Be(string.Concat(names.Select(name => Model(name).Transform(_context.Candidates()).HashScores())));
    }

    private static Prediction[] Score(Transformer model, CandidateRow[] rows)
    {
        var context = new MLContext(1);
        var scored = context.Ranking.AddRequestProbabilities(model.Transform(context.Candidates(rows)), "Request");
        return [.. context.Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false, ignoreMissingColumns: true)];
    }

    private static Transformer Model(string name) => ContractTrainers.Named(name).ModelOf(Settings);
}
