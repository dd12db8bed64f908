using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>What every trainer promises of a policy over a catalog.</summary>
public abstract class CatalogContract<TOptions>(FittedOnce fitted) : TrainerContract<TOptions>(fitted)
    where TOptions : ReinforcementRankingOptions
{
    private const int Missing = ContractLog.ActionCount;

    [Fact]
    public void Probability_OverTheCatalog_SumsToOne()
    {
        var scored = new MLContext(1).Data.CreateEnumerable<Prediction>(Model.Transform(WithEveryAction(ContractLog.Rows[..20])), reuseRowObject: false, ignoreMissingColumns: true);

        foreach (var state in scored.Chunk(ContractLog.ActionCount))
            state.Sum(row => row.Probability).Should().BeApproximately(1, 1e-5f);
    }

    [Fact]
    public void TopActions_OfAState_AreTheCatalogByFallingScore()
    {
        foreach (var row in ContractLog.Rows[..20])
        {
            var scored = new MLContext(1).Data.CreateEnumerable<Prediction>(Model.Transform(WithEveryAction(row)), reuseRowObject: false, ignoreMissingColumns: true)
                .Select((prediction, action) => new RankedAction((uint)action + 1, prediction.Score, prediction.Probability))
                .OrderByDescending(action => action.Score).ToArray();

            Model.Model.TopActions(row.Features, ContractLog.ActionCount).Should().Equal(scored);
            Model.Model.TopActions(row.Features, 2).Should().Equal(scored[..2]);
            Model.Model.TopActions(row.Features, 1000).Should().Equal(scored);
        }
    }

    [Fact]
    public void ActionProbabilities_OfAState_AreThoseOfTopActionsByKey()
    {
        foreach (var row in ContractLog.Rows[..20])
        {
            Model.Model.ActionProbabilities(row.Features).Should().Equal(
                Model.Model.TopActions(row.Features, ContractLog.ActionCount).OrderBy(action => action.Key).Select(action => action.Probability));
        }
        FluentActions.Invoking(() => Model.Model.ActionProbabilities([0])).Should().Throw<ArgumentException>().WithMessage("The model was trained on 4 features, but 1 were given.*");
    }

    [Fact]
    public void WithTemperature_One_ChangesNothing()
        => Model.WithTemperature(1).Transform(new MLContext(1).View()).ReadScores().Should().BeEquivalentTo(Model.Transform(new MLContext(1).View()).ReadScores(), options => options.WithStrictOrdering());

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void WithTemperature_NotAboveZero_SaysSo(double temperature)
    {
        var turn = () => Model.WithTemperature(temperature);

        turn.Should().Throw<ArgumentOutOfRangeException>().WithMessage("The temperature must be above 0 and finite.*");
    }

    [Fact]
    public void Transform_MissingAction_GivesNaNInThatRowAlone()
    {
        var rows = ContractLog.Draw(seed: 1);
        rows[1].Action = Missing;

        var scored = Model.Transform(new MLContext(1).View(rows)).ReadScores();

        scored[1].Should().OnlyContain(value => float.IsNaN(value));
        scored.Where((_, row) => row != 1).Should().OnlyContain(row => row.All(float.IsFinite));
    }

    private static IDataView WithEveryAction(params ContractRow[] rows) => new MLContext(1).View(rows.SelectMany(row =>
        Enumerable.Range(0, ContractLog.ActionCount).Select(action => new ContractRow { Features = row.Features, Action = (uint)action })));
}
