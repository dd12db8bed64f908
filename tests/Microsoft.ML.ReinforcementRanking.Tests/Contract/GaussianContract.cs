using Microsoft.ML.Data;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>Tests what every trainer guarantees for a policy over continuous actions.</summary>
[ContractOf(ContractKind.Gaussian)]
public sealed class GaussianContract
{
    [Theory]
    [Trainers]
    public void Probability_OfARow_IsTheDensityWhoseLogarithmIsTheScore(string name)
        => Predictions(ContractTrainers.Named(name), ContractLog.Rows).Should().OnlyContain(row => Math.Abs(Math.Log(row.Probability) - row.Score) < 1e-4);

    [Theory]
    [Trainers]
    public void PredictedAction_OfAState_HasTheHighestScore(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var predictions = Predictions(trainer, ContractLog.Rows);
        var best = Predictions(trainer,
            ContractLog.Rows.Zip(predictions, (row, prediction) => new ContractRow { Features = row.Features, ActionVector = prediction.PredictedAction }));

        best.Zip(predictions).Should().OnlyContain(pair => pair.First.Score >= pair.Second.Score);
    }

    [Theory]
    [Trainers]
    public void PredictedAction_SlotNames_AreNumbered(string name)
    {
        var trainer = ContractTrainers.Named(name);
        VBuffer<ReadOnlyMemory<char>> names = default;
        trainer.Model.Transform(new MLContext(1).View()).Schema["PredictedAction"].GetSlotNames(ref names);

        names.DenseValues().Select(slot => slot.ToString()).Should().Equal("ActionVector0", "ActionVector1");
    }

    [Theory]
    [Trainers]
    public void CategoricalPolicy_WithoutACatalog_IsNull(string name) => ContractTrainers.Named(name).Model.Model.CategoricalPolicy.Should().BeNull();

    [Theory]
    [Trainers]
    public void WithTemperature_WithoutACatalog_SaysWhatItTakes(string name)
    {
        var trainer = ContractTrainers.Named(name);
        var turn = () => trainer.Model.WithTemperature(2);

        turn.Should().Throw<InvalidOperationException>().WithMessage("*needs a policy over a catalog of actions*");
    }

    private static Prediction[] Predictions(ContractTrainer trainer, IEnumerable<ContractRow> rows)
        => [.. new MLContext(1).Data.CreateEnumerable<Prediction>(trainer.Model.Transform(new MLContext(1).View(rows)), reuseRowObject: false,
            ignoreMissingColumns: true)];
}
