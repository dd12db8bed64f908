using Transformer = Microsoft.ML.Data.RankingPredictionTransformer<Microsoft.ML.Trainers.ReinforcementRanking.NeuralRankingModelParameters>;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests what every trainer of a policy over a catalog guarantees if a column tells which actions could be chosen.</summary>
[Collection(GlobalState.Name)]
[ContractOf(ContractKind.Catalog)]
public sealed class EligibleActionContract
{
    private static readonly FitSettings Settings = new() { Epochs = 1, HasEligibleActions = true };

    private readonly MLContext _context = new(1);

    /// <summary>Gets rows whose three eligible actions follow each other, so that three rows have one state and one set.</summary>
    private static ContractRow[] States => [.. ContractLog.Rows[..10].SelectMany(row => row.EligibleText.Select((_, slot) => new ContractRow
    {
        Features = row.Features,
        Action = row.Eligible[slot] - 1,
        Eligible = row.Eligible,
        EligibleText = row.EligibleText,
        EligibleNumber = row.EligibleNumber,
    }))];

    [Theory]
    [Trainers]
    public void GetOutputSchema_EligibleActions_PromisesWhatTheModelDelivers(string name)
    {
        var promised = ContractTrainers.Named(name).Create(_context, Settings).GetOutputSchema(_context.View().Schema.ToShape());

        promised.Describe().Should().Equal(Model(name).Transform(_context.View()).Schema.ToShape().Describe());
    }

    [Theory]
    [Trainers]
    public void Probability_OverTheEligibleActions_SumsToOneAndOrdersByScore(string name)
    {
        var scored = Score(Model(name), States);

        foreach (var state in scored.Chunk(3))
        {
            state.Sum(row => row.Probability).Should().BeApproximately(1, 1e-5f);
            state.OrderBy(row => row.Score).Select(row => row.Probability).Should().BeInAscendingOrder();
        }
    }

    [Theory]
    [Trainers]
    public void TopActions_Eligible_AreTheScoredRows(string name)
    {
        var (trainer, policy) = (ContractTrainers.Named(name), Model(name).Model.CategoricalPolicy!);
        foreach (var (rows, scored) in States.Chunk(3).Zip(Score(Model(name), States).Chunk(3)))
        {
            string[] ids = [.. rows.Select(trainer.IdOf)];
            var expected = scored.Select((row, place) => (ids[place], row.Score, row.Probability)).OrderByDescending(action => action.Score).ToArray();
            (string, float, float)[] Top(int count, string[] eligible)
                => [.. policy.TopActions(rows[0].Features, count, eligible).Select(action => (action.Id, action.Score, action.Probability))];

            Top(3, ids).Should().Equal(expected);
            Top(2, [.. ids.Reverse(), ids[0]]).Should().Equal(expected[..2], "neither order nor repetition counts");
            policy.ActionProbabilities(rows[0].Features, ids).Should().Equal(scored.Select(row => row.Probability));
        }
    }

    [Theory]
    [Trainers]
    public void Transform_ActionOutsideItsSet_HasProbabilityZeroAndItsScore(string name)
    {
        var rows = ContractLog.Draw(seed: 1)[..2];
        var inside = Score(Model(name), rows);
        var outside = new ContractRow { Action = (rows[1].Action + 1) % ContractLog.ActionCount };
        (rows[1].Eligible, rows[1].EligibleText, rows[1].EligibleNumber) = ([outside.Eligible[1]], [outside.EligibleText[1]], [outside.EligibleNumber[1]]);

        var scored = Score(Model(name), rows);

        (scored[1].Score, scored[1].Probability).Should().Be((inside[1].Score, 0));
        scored[0].Values.Should().Equal(inside[0].Values);
    }

    [Theory]
    [Trainers]
    public void Fit_SameSeed_GivesTheSameBytes(string name)
    {
        var schema = _context.View().Schema;

        ModelBytes.OfFile(ContractTrainers.Named(name).Fit(Settings), schema).Should().Be(ModelBytes.OfFile(Model(name), schema));
    }

    [Theory]
    [Trainers]
    public void With_AnotherTemperature_KeepsTheSets(string name)
    {
        var scored = Score(Model(name).WithTemperature(2), States);

        foreach (var state in scored.Chunk(3))
            state.Sum(row => row.Probability).Should().BeApproximately(1, 1e-5f);
    }

    [Theory]
    [Trainers]
    public void CrossValidatePolicy_BySession_EvaluatesEveryFold(string name)
    {
        var trainer = ContractTrainers.Named(name).Create(_context, Settings);

        var result = _context.Ranking.CrossValidatePolicy(_context.View(), trainer, ["Label"], options: new() { NumberOfFolds = 2 });

        result.Pooled.UnseenActionCount.Should().Be(0);
        result.Pooled.RowCount.Should().Be(ContractLog.Rows.Length);
    }

    [Theory]
    [Trainers]
    public void Fit_BadSets_NamesTheRow(string name)
    {
        void Fails(Action<ContractRow> spoil, string message)
        {
            var rows = ContractLog.Draw(seed: 1);
            spoil(rows[7]);
            FluentActions.Invoking(() => ContractTrainers.Named(name).Fit(Settings, _context.View(rows))).Should().Throw<InvalidOperationException>()
                .WithMessage($"Row 7 *GroupId 2*eligible actions column 'Eligible*': {message}");
        }

        Fails(row => (row.Eligible, row.EligibleText, row.EligibleNumber) = ([], [], []), "the set is null or empty. Give every row *");
        Fails(row => (row.Eligible, row.EligibleText, row.EligibleNumber) = (row.Eligible[2..], row.EligibleText[2..], row.EligibleNumber[2..]),
            "the logged action * is not one of the 1 eligible actions. *");
    }

    [Theory]
    [Trainers]
    public void Fit_ActionsOrSetsOfAnotherType_NamesTheColumnAndTheType(string name)
    {
        void Fails(string spoiled, string role)
        {
            var copy = _context.Transforms.CopyColumns(spoiled, "Label").Append(_context.Transforms.CopyColumns($"{spoiled}Text", "Label"))
                .Append(_context.Transforms.CopyColumns($"{spoiled}Number", "Label"));
            var data = copy.Fit(_context.View()).Transform(_context.View());
            FluentActions.Invoking(() => ContractTrainers.Named(name).Fit(Settings, data)).Should().Throw<ArgumentOutOfRangeException>()
                .WithMessage($"*{role} column '{spoiled}*': expected *got Single*");
        }

        Fails("Action", "action");
        Fails("Eligible", "eligible actions");
    }

    [Theory]
    [Trainers]
    public void TopActions_IdThatThePolicyDoesNotKnow_NamesIt(string name)
        => FluentActions.Invoking(() => Model(name).Model.CategoricalPolicy!.TopActions(States[0].Features, 1, ["newer"])).Should().Throw<ArgumentException>()
            .WithMessage("1 of 1 eligible actions are not among the * of the policy: 'newer'. *");

    [Theory]
    [Trainers]
    public void Transform_EmptySet_NamesTheRow(string name)
    {
        var rows = ContractLog.Draw(seed: 1)[..3];
        (rows[2].Eligible, rows[2].EligibleText, rows[2].EligibleNumber) = ([], [], []);

        // ML.NET scores rows on other threads, and wraps their errors.
        FluentActions.Invoking(() => Score(Model(name), rows)).Should().Throw<Exception>().Which.GetBaseException().Message.Should()
            .Match("Row 2, eligible actions column 'Eligible*': the set is null or empty. *");
    }

    [Fact]
    public void Load_InANewProcessWithoutTorch_ScoresTheSameBytes()
    {
        var names = ContractTrainers.All.Where(trainer => trainer.Kind == ContractKind.Catalog).Select(trainer => trainer.Name).ToArray();
        var files = names.Select(_ => Path.GetTempFileName()).ToArray();
        foreach (var (name, file) in names.Zip(files))
            _context.Model.Save(Model(name), _context.View().Schema, file);

        var child = ChildProcess.RunWithoutTorch(ScoringProcess.Score, files);
        Array.ForEach(files, File.Delete);

        child.Error.Should().BeEmpty();
        child.Output.Should().Be(string.Concat(names.Select(name => Model(name).Transform(_context.View()).HashScores())));
    }

    private static Prediction[] Score(Transformer model, ContractRow[] rows)
    {
        var context = new MLContext(1);
        return [.. context.Data.CreateEnumerable<Prediction>(model.Transform(context.View(rows)), reuseRowObject: false, ignoreMissingColumns: true)];
    }

    private static Transformer Model(string name) => ContractTrainers.Named(name).ModelOf(Settings);
}
