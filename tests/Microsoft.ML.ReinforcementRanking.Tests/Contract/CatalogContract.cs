namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests what every trainer guarantees for a policy over a catalog.</summary>
[ContractOf(ContractKind.Catalog)]
public sealed class CatalogContract
{
    private const int Missing = ContractLog.ActionCount;

    /// <summary>The columns after the score, in the order of <see cref="ScoreReader"/>.</summary>
    private const int ProbabilityColumn = 1;

    [Theory]
    [Trainers]
    public void Probability_OverTheCatalog_SumsToOne(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var scored = new MLContext(1).Data.CreateEnumerable<Prediction>(trainer.Model.Transform(WithEveryAction(ContractLog.Rows[..20])), reuseRowObject: false,
            ignoreMissingColumns: true);

        foreach (var state in scored.Chunk(ContractLog.ActionCount))
            state.Sum(row => row.Probability).Should().BeApproximately(1, 1e-5f);
    }

    [Theory]
    [Trainers]
    public void TopActions_OfAState_AreTheCatalogByFallingScore(string name)
    {
        var trainer = ContractTrainers.Named(name);
        foreach (var row in ContractLog.Rows[..20])
        {
            var scored = new MLContext(1).Data.CreateEnumerable<Prediction>(trainer.Model.Transform(WithEveryAction(row)), reuseRowObject: false,
                ignoreMissingColumns: true)
                .Select((prediction, action) => (trainer.IdOf(new() { Action = (uint)action }), prediction.Score, prediction.Probability))
                .OrderByDescending(action => action.Score).ToArray();

            Top(row, ContractLog.ActionCount).Should().Equal(scored);
            Top(row, 2).Should().Equal(scored[..2]);
            Top(row, 1000).Should().Equal(scored);
        }

        (string, float, float)[] Top(ContractRow row, int count)
            => [.. trainer.Model.Model.CategoricalPolicy!.TopActions(row.Features, count).Select(action => (action.Id, action.Score, action.Probability))];
    }

    [Theory]
    [Trainers]
    public void CategoricalPolicy_OfWrongArguments_SaysWhatIsWrong(string name)
    {
        var policy = ContractTrainers.Named(name).Model.Model.CategoricalPolicy!;

        FluentActions.Invoking(() => policy.TopActions([0, 0, 0, 0], 0)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*('0')*'1'*");
        FluentActions.Invoking(() => policy.ActionProbabilities([0])).Should().Throw<ArgumentException>()
            .WithMessage("The model was trained on 4 features, but 1 were given.*");
        FluentActions.Invoking(() => policy.TopActions([0, float.NaN, 0, 0], 1)).Should().Throw<ArgumentException>()
            .WithMessage("Feature 1 of 4 is NaN, so no action can be scored.*");
    }

    [Theory]
    [Trainers]
    public void ActionIds_OfACatalog_AreThoseOfTheLogInOrder(string name)
        => ContractTrainers.Named(name).Model.Model.CategoricalPolicy!.ActionIds.Should().Equal(ContractTrainers.Named(name).ActionIds);

    [Theory]
    [Trainers]
    public void ActionProbabilities_OfAState_AreThoseOfTopActionsInTheCatalogsOrder(string name)
    {
        var policy = ContractTrainers.Named(name).Model.Model.CategoricalPolicy!;
        foreach (var row in ContractLog.Rows[..20])
        {
            var top = policy.TopActions(row.Features, ContractLog.ActionCount).ToDictionary(action => action.Id, action => action.Probability);
            policy.ActionProbabilities(row.Features).Should().Equal(policy.ActionIds.Select(id => top[id]));
        }
    }

    [Theory]
    [Trainers]
    public void WithTemperature_One_ChangesNothing(string name)
    {
        var trainer = ContractTrainers.Named(name);
        trainer.Model.WithTemperature(1).Transform(new MLContext(1).View()).ReadScores().Should()
            .BeEquivalentTo(trainer.Model.Transform(new MLContext(1).View()).ReadScores(), options => options.WithStrictOrdering());
    }

    [Theory]
    [Trainers(0)]
    [Trainers(-1)]
    [Trainers(double.NaN)]
    [Trainers(double.PositiveInfinity)]
    public void WithTemperature_OutOfRange_SaysTheRange(string name, double temperature)
    {
        var trainer = ContractTrainers.Named(name);
        var turn = () => trainer.Model.WithTemperature(temperature);

        turn.Should().Throw<ArgumentOutOfRangeException>().WithMessage("The temperature must be from 1E-09 to 1000000.*");
    }

    [Theory]
    [Trainers]
    public void Transform_MissingAction_GivesProbabilityZeroAndNoOtherNumber(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var rows = ContractLog.Draw(seed: 1);
        rows[1].Action = Missing;

        var scored = trainer.Model.Transform(new MLContext(1).View(rows)).ReadScores();

        scored[1][ProbabilityColumn].Should().Be(0);
        scored[1].Where((_, column) => column != ProbabilityColumn).Should().OnlyContain(value => float.IsNaN(value));
        scored.Where((_, row) => row != 1).Should().OnlyContain(row => row.All(float.IsFinite));
    }

    private static IDataView WithEveryAction(params ContractRow[] rows) => new MLContext(1).View(rows.SelectMany(row =>
        Enumerable.Range(0, ContractLog.ActionCount).Select(action => new ContractRow { Features = row.Features, Action = (uint)action })));
}
