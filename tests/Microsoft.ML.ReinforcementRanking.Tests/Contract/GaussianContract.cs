using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>What every trainer promises of a policy over continuous actions.</summary>
public abstract class GaussianContract<TOptions>(FittedOnce fitted) : TrainerContract<TOptions>(fitted)
    where TOptions : ReinforcementRankingOptions
{
    [Fact]
    public void Probability_OfARow_IsTheDensityWhoseLogarithmIsTheScore()
        => Predictions(ContractLog.Rows).Should().OnlyContain(row => Math.Abs(Math.Log(row.Probability) - row.Score) < 1e-4);

    [Fact]
    public void PredictedAction_OfAState_HasTheHighestScore()
    {
        var predictions = Predictions(ContractLog.Rows);
        var best = Predictions(ContractLog.Rows.Zip(predictions, (row, prediction) => new ContractRow { Features = row.Features, ActionVector = prediction.PredictedAction }));

        best.Zip(predictions).Should().OnlyContain(pair => pair.First.Score >= pair.Second.Score);
    }

    [Fact]
    public void PredictedAction_SlotNames_AreNumbered()
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        Model.Transform(new MLContext(1).View()).Schema["PredictedAction"].GetSlotNames(ref names);

        names.DenseValues().Select(name => name.ToString()).Should().Equal("ActionVector0", "ActionVector1");
    }

    [Fact]
    public void TopActionsAndActionProbabilities_WithoutACatalog_SayWhatTheyTake()
    {
        var top = () => Model.Model.TopActions([0, 0, 0, 0], 1);
        var all = () => Model.Model.ActionProbabilities([0, 0, 0, 0]);

        top.Should().Throw<InvalidOperationException>().WithMessage("TopActions needs a policy over a catalog of key-typed actions*");
        all.Should().Throw<InvalidOperationException>().WithMessage("ActionProbabilities needs a policy over a catalog of key-typed actions*");
    }

    [Fact]
    public void WithTemperature_WithoutACatalog_SaysWhatItTakes()
    {
        var turn = () => Model.WithTemperature(2);

        turn.Should().Throw<InvalidOperationException>().WithMessage("*needs a policy over a catalog of key-typed actions*");
    }

    private Prediction[] Predictions(IEnumerable<ContractRow> rows)
        => [.. new MLContext(1).Data.CreateEnumerable<Prediction>(Model.Transform(new MLContext(1).View(rows)), reuseRowObject: false, ignoreMissingColumns: true)];
}
